import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../src/report/compare/compare.ts';
import { clientScript } from '../../src/platform/package-info.ts';
import { comparePage } from '../../src/report/compare/page.ts';
import { note, wrong } from '../../src/core/finding.ts';
import { PROBE_VERSION, sustainedStep } from '../../src/core/receiver-probe.ts';
import { probePage } from '../../src/report/probe-page.ts';
import { verifyPage } from '../../src/report/verify-page.ts';
import { indexPage } from '../../src/report/index-page.ts';
import { noBrowser, openText, RUN, seriousFindings, useBrowser } from '../support/browser.ts';
import { madeUpRun, madeUpTrial } from '../support/results.ts';

useBrowser();

const LONG = 'a sentence that is long enough to need a second line on every screen, whatever its width, twice over. ';
const index = indexPage(
  [
    { dir: 'a', result: { ...RUN, verdict: { exitCode: 0, sentence: LONG.repeat(3) } } },
    { dir: 'b', result: madeUpRun([]) },
  ],
  clientScript(),
);
const other = madeUpRun([madeUpTrial({ lossRatio: 0 })], { tool: { name: 'audit-bench', version: LONG } });
const compare = await comparePage([compareRuns(RUN, other)], clientScript());

const PLACES = [1, 2, 3].map((line) => ({ file: `/var/log/kubernetes/audit-${line}.log`, line }));
const verified = await verifyPage({
  files: PLACES.map(({ file }) => file),
  events: 120_000,
  findings: [wrong('duplicate', LONG, ...PLACES), note('order', 'two events stand in another order', ...PLACES)],
  series: { startMs: Date.parse('2026-11-24T09:00:00Z'), stepMs: 1000, perSecond: [0, 400, 380, 0, 0, 410, 1200, 300] },
  verifiedAt: '2026-11-24T10:00:00Z',
});
const steps = [1, 2, 4, 8].map((concurrency, at) => ({
  concurrency,
  batchesPerSecond: 100 * (at + 1),
  eventsPerSecond: 40_000 * (at + 1),
  p50Ms: 9,
  p99Ms: 20 * concurrency,
  failed: concurrency === 8 ? 3 : 0,
}));
const probed = await probePage({
  probe: PROBE_VERSION,
  probedAt: '2026-11-24T10:00:00Z',
  place: 'https://audit-gateway.monitoring.example:8443/audit',
  batchEvents: 400,
  bodyBytes: 420_000,
  steps,
  sustained: sustainedStep(steps),
});

describe('the index and the comparison in a browser', () => {
  test.skipIf(noBrowser !== null).each([
    ['index', 'light', 390, index],
    ['index', 'dark', 1280, index],
    ['comparison', 'dark', 390, compare],
    ['comparison', 'light', 1280, compare],
    ['verified log', 'light', 390, verified],
    ['verified log', 'dark', 1280, verified],
    ['probed receiver', 'dark', 390, probed],
    ['probed receiver', 'light', 1280, probed],
  ] as const)('axe finds nothing serious in the %s, %s at %i pixels, and nothing is wider', async (...given) => {
    const [, colorScheme, width, text] = given;
    const { page, complaints } = await openText(text, { colorScheme, viewport: { width, height: 900 } });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
    ).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('the index leaves the runs that hold all words, and sorts them', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await openText(index);
    const shown = (): Promise<string[]> => page.locator('#runs tbody tr:visible td:first-child').allInnerTexts();
    expect(await shown()).toEqual(['a', 'b']);
    await page.getByLabel('Show only').fill('local verified');
    expect(await shown()).toEqual(['a']);
    await page.getByLabel('Show only').fill('');
    await page.getByRole('button', { name: 'trials' }).click();
    expect(await shown()).toEqual(['b', 'a']);
  });

  test('the comparison shows changes with their intervals', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await openText(compare);
    const labels = await page.locator('figure[data-chart="forest-0"] .role-axis-label text').allTextContents();
    expect(labels).toContain('smallloss');
  });
});
