import { describe, expect, test } from 'vitest';
import { clientScript } from '../../src/platform/package-info.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { noBrowser, open, openText, RUN, seriousFindings, useBrowser } from '../support/browser.ts';
import { HOSTILE, madeUpRun, madeUpSeries, madeUpTrial } from '../support/results.ts';

useBrowser();

describe('the report in a browser', () => {
  test('asks nothing of the network, complains of nothing, and its charts come alive when they are seen', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page, complaints } = await open(RUN);
    const figure = page.locator('figure[data-trial="small-1"][data-chart="events"]');
    expect(await figure.locator('svg').count()).toBe(1);
    await figure.scrollIntoViewIfNeeded();
    await page.waitForSelector('figure[data-trial="small-1"][data-chart="events"][data-live="true"]');
    expect(complaints).toEqual([]);
  });

  test('each mark says its value', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN);
    const bar = page.locator('figure[data-chart="loss"] .mark-rect path').first();
    expect(await bar.evaluate((path) => path.querySelector('title')?.textContent)).toContain('measured');
  });

  test('a table is sorted by the column whose head is pressed, by keyboard too', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN);
    const names = async (): Promise<string[]> =>
      page.locator('[aria-label="table of trials"] tbody tr td:first-child').allInnerTexts();
    const head = page.getByRole('button', { name: 'dropped' });
    await page.getByRole('button', { name: /^loss/ }).press('Enter');
    expect(await names()).toEqual(['large #1', 'small #1']);
    await page.getByRole('button', { name: /^loss/ }).click();
    expect(await names()).toEqual(['small #1', 'large #1']);
    expect(await page.locator('th[aria-sort="descending"]').innerText()).toContain('loss');
    await head.focus();
    expect(await head.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
  });

  test('the flags are copied as they are shown', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN);
    await page.getByRole('button', { name: 'copy the flags form' }).click();
    await page.getByText('copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      await page.locator('#flags-flags').evaluate((element) => element.textContent ?? ''),
    );
  });

  test('without JavaScript everything is there but what needs it', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN, { javaScriptEnabled: false });
    expect(await page.locator('figure[data-trial="small-1"] svg').count()).toBe(7);
    expect(await page.locator('button.copy:visible').count()).toBe(0);
  });

  test.for([
    ['light', 1200],
    ['dark', 1200],
    ['light', 390],
    ['dark', 1280],
    ['dark', 2000],
  ] as const)(
    'axe finds nothing serious in %s at %i pixels, and nothing is wider than the page',
    async ([colorScheme, width], context) => {
      if (noBrowser !== null) context.skip(noBrowser);
      const { page } = await open(RUN, { colorScheme, viewport: { width, height: 900 } });
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
      ).toBe(true);
      expect(await seriousFindings(page)).toEqual([]);
    },
  );

  test('hostile text is text: no script of it runs', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page, complaints } = await open(
      madeUpRun([madeUpTrial({ variant: HOSTILE })], { scenario: { name: HOSTILE, description: HOSTILE, sha256: '' } }),
    );
    expect(await page.locator('h1').innerText()).toContain('</script><script>alert(1)</script>');
    expect(complaints).toEqual([]);
  });

  test('a script that does run is noticed', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { complaints } = await openText('<!doctype html><title>t</title><script>alert(1)</script>');
    expect(complaints).toEqual(['dialog 1']);
  });

  test('24 trials make a page of at most 1 MB', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const trials = Array.from({ length: 24 }, (_, index) =>
      madeUpTrial({ id: `t-${index}`, variant: `variant ${index}`, series: madeUpSeries(600) }),
    );
    const text = await renderPage(madeUpRun(trials), clientScript());
    expect(text.length).toBeLessThanOrEqual(1_000_000);
    const { page, complaints } = await open(madeUpRun(trials));
    // By keyboard: while charts are drawn the page moves under a pointer.
    await page.locator('#trial-t-7 > summary').press('Enter');
    expect(await page.locator('#trial-t-7').getAttribute('open')).not.toBeNull();
    // Charts above it grow as they are drawn and push it down again.
    await page.waitForFunction(() => {
      const figure = document.querySelector<HTMLElement>('figure[data-trial="t-7"][data-chart="latency"]');
      figure?.scrollIntoView();
      return figure?.dataset['live'] === 'true' && figure.querySelector('svg') !== null;
    });
    expect(complaints).toEqual([]);
  });
});
