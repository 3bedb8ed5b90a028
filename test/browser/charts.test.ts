import { describe, expect, test } from 'vitest';
import { noBrowser, open, RUN, useBrowser } from '../support/browser.ts';
import { madeUpRun, madeUpTrial } from '../support/results.ts';

useBrowser();

describe('charts in a browser', () => {
  test('each chart over time has one unit: that of its title is on its axis', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN);
    const figures = await page.locator('figure[data-trial="small-1"]').evaluateAll((all) =>
      all.map((figure) => ({
        title: figure.querySelector('figcaption')?.textContent,
        axes: [...figure.querySelectorAll('.role-axis-title')].map(({ textContent }) => textContent),
      })),
    );
    expect(figures).toEqual([
      { title: 'Audit events per second', axes: ['seconds', 'events/s'] },
      { title: 'Buffer by the model, against its size (events)', axes: ['seconds', 'events'] },
      { title: 'Request latency from the intended start (ms)', axes: ['seconds', 'ms'] },
      { title: 'Batch size, mean (events)', axes: ['seconds', 'events'] },
      { title: 'Delivery lag, p99 (ms)', axes: ['seconds', 'ms'] },
      { title: 'Memory of the API server (MiB)', axes: ['seconds', 'MiB'] },
      { title: 'CPU of the API server (cores)', axes: ['seconds', 'cores'] },
    ]);
  });

  test('names too long for an axis are cut in their middle and stay apart, so that no bars are added up', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const trials = [5, 10].map((qps) =>
      madeUpTrial({ id: `q-${qps}`, variant: `buffer-of-five-hundred-and-throttle-${qps}-batches-per-second` }),
    );
    const { page } = await open(madeUpRun(trials), { javaScriptEnabled: false });
    const names = page.locator('figure[data-chart="loss"] .role-axis-label text');
    expect((await names.allTextContents()).filter((name) => name.startsWith('buffer'))).toEqual([
      'buffer-of-…er-second #1',
      'buffer-of-…er-second #1 (2)',
    ]);
  });

  test('charts of quantiles say which mark is which', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN, { javaScriptEnabled: false });
    expect(await page.locator('figure[data-chart="request"] .role-legend-label text').allTextContents()).toEqual([
      'p50',
      'p90',
      'p99',
      'max',
    ]);
  });
});
