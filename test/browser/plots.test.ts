import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { noBrowser, open, RUN, useBrowser } from '../support/browser.ts';

useBrowser();

const figureOf = (page: Page, chart: string): Locator =>
  page.locator(`figure[data-trial="small-1"][data-chart="${chart}"]`);

/** The place in the plot of a chart, by shares of its picture. */
async function at(figure: Locator, x: number, y = 0.5): Promise<[number, number]> {
  const box = await figure.locator('svg').boundingBox();
  if (box === null) throw new Error('the chart is not on the screen');
  return [box.x + box.width * x, box.y + box.height * y];
}

describe('charts answer the pointer', () => {
  test('at every place with the value of every series, in all charts of the trial at once', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page, complaints } = await open(RUN);
    const events = figureOf(page, 'events');
    await events.scrollIntoViewIfNeeded();
    await figureOf(page, 'cpu').and(page.locator('[data-live="true"]')).waitFor();
    for (const x of [0.2, 0.35, 0.5, 0.65, 0.8, 0.95]) {
      await page.mouse.move(...(await at(events, x)));
      await expect
        .poll(() => events.locator('.reading').innerText())
        .toMatch(/^[\d.]+ s\s*generated [\d,.]+\s*delivered [\d,.]+\s*dropped [\d,.]+ events\/s$/);
      const second = (await events.locator('.reading b').innerText()).trim();
      expect((await figureOf(page, 'buffer').locator('.reading b').innerText()).trim()).toBe(second);
      expect(await figureOf(page, 'latency').locator('.reading').innerText()).toContain('p99');
    }
    await page.mouse.move(1, 1);
    await expect.poll(() => events.locator('.reading').innerText()).toBe('');
    expect(complaints).toEqual([]);
  });

  test('a stretch that is dragged over fills the plot of all charts, and Escape shows all again', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN);
    const events = figureOf(page, 'events');
    await events.scrollIntoViewIfNeeded();
    await events.and(page.locator('[data-live="true"]')).waitFor();
    await page.mouse.move(...(await at(events, 0.4)));
    await page.mouse.down();
    await page.mouse.move(...(await at(events, 0.6)), { steps: 4 });
    await page.mouse.up();
    for (const chart of ['events', 'buffer'])
      await expect.poll(() => figureOf(page, chart).locator('.own-ticks text').count()).toBeGreaterThan(2);
    const shown = await events.locator('.own-ticks text').allTextContents();
    expect(Math.min(...shown.map(Number))).toBeGreaterThan(1);
    await events.locator('.chart').press('Escape');
    expect(await events.locator('.own-ticks').count()).toBe(0);
  });

  test('by keyboard too', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN);
    const curve = page.locator('figure[data-chart="curve"]');
    await curve.locator('.chart').focus();
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowRight');
    expect(await curve.locator('.reading').innerText()).toMatch(/^0\.\d+ ×\s*current/);
  });
});

describe('what one came for is on the first screen', () => {
  test.for([
    [1440, 900, 900],
    [390, 844, 2 * 844],
  ] as const)(
    'at %i × %i the first chart begins above %i pixels, and its letters can be read',
    async (given, context) => {
      if (noBrowser !== null) context.skip(noBrowser);
      const [width, height, most] = given;
      const { page } = await open(RUN, { viewport: { width, height } });
      const seen = await page.evaluate(() => {
        const letters = [...document.querySelectorAll<SVGTextElement>('.charts svg text, .beside svg text')].map(
          (text) => Number.parseFloat(getComputedStyle(text).fontSize) * (text.getScreenCTM()?.a ?? 0),
        );
        return {
          top: document.querySelector('figure .chart')?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY,
          smallest: Math.min(...letters.filter((size) => size > 0)),
        };
      });
      expect(seen.top).toBeLessThan(most);
      expect(seen.smallest).toBeGreaterThanOrEqual(11);
    },
  );
});
