import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../src/report/compare/compare.ts';
import { comparePage } from '../../src/report/compare/render.ts';
import { indexPage } from '../../src/report/index-page.ts';
import { noBrowser, openText, RUN, seriousFindings, useBrowser } from '../support/browser.ts';
import { madeUpRun, madeUpTrial } from '../support/results.ts';

useBrowser();

const LONG = 'a sentence that is long enough to need a second line on every screen, whatever its width, twice over. ';
const index = indexPage([
  { dir: 'a', result: { ...RUN, verdict: { exitCode: 0, sentence: LONG.repeat(3) } } },
  { dir: 'b', result: madeUpRun([]) },
]);
const other = madeUpRun([madeUpTrial({ lossRatio: 0 })], { tool: { name: 'audit-bench', version: LONG } });
const compare = comparePage([compareRuns(RUN, other)]);

describe('the index and the comparison in a browser', () => {
  test.skipIf(noBrowser !== null).each([
    ['index', 'light', 390, index],
    ['index', 'dark', 1280, index],
    ['comparison', 'dark', 390, compare],
    ['comparison', 'light', 1280, compare],
  ] as const)('axe finds nothing serious in the %s, %s at %i pixels, and nothing is wider', async (...given) => {
    const [, colorScheme, width, text] = given;
    const { page, complaints } = await openText(text, { colorScheme, viewport: { width, height: 900 } });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
    ).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
