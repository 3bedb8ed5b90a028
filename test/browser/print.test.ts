import { describe, expect, test } from 'vitest';
import { noBrowser, open, RUN, useBrowser } from '../support/browser.ts';

useBrowser();

describe('the report on paper', () => {
  test('on paper closed details are open, the colours are light, and controls are gone', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN, { colorScheme: 'dark', viewport: { width: 700, height: 1000 } });
    const closed = page.locator('details:not([open]) > pre');
    const shown = (): Promise<boolean[]> =>
      closed.evaluateAll((all) =>
        all.map(
          (one) => one.checkVisibility({ contentVisibilityAuto: true }) && one.getBoundingClientRect().height > 20,
        ),
      );
    expect(new Set(await shown())).toEqual(new Set([false]));
    expect(await page.locator('button.copy:visible').count()).toBeGreaterThan(0);

    await page.emulateMedia({ media: 'print' });
    // What is unfolded is laid out with the next frame.
    await expect.poll(async () => new Set(await shown()), { timeout: 10_000 }).toEqual(new Set([true]));
    expect(await page.locator('button.copy:visible').count()).toBe(0);
    expect(await page.locator('th:visible button:visible').count()).toBe(13);
    expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
    ).toBe(true);
  });

  test('a printed page has as many sheets as with all details opened by hand', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN);
    const sheets = async (): Promise<number> =>
      (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    const asItIs = await sheets();
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    expect(asItIs).toBeGreaterThan(3);
    expect(await sheets()).toBe(asItIs);
  });
});
