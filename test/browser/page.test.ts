import { existsSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { settingsToFlags } from '../../src/core/flags.ts';
import type { RunResult } from '../../src/core/result.ts';
import { clientScript } from '../../src/platform/package-info.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { tempDir } from '../support/cli.ts';
import { HOSTILE, madeUpRun, madeUpSeries, madeUpTrial } from '../support/results.ts';
import { QUICK } from '../support/settings.ts';

const CHROMIUM = process.env['AUDIT_BENCH_CHROMIUM'] ?? '/usr/bin/chromium';
const noBrowser = existsSync(CHROMIUM)
  ? null
  : `no ${CHROMIUM}: install Debian's chromium, or name one with AUDIT_BENCH_CHROMIUM`;
if (noBrowser !== null && process.env['AUDIT_BENCH_REQUIRE_REAL'] === '1') throw new Error(noBrowser);

let browser: Browser | undefined;
beforeAll(async () => {
  if (noBrowser === null)
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-background-networking'],
    });
});
afterAll(() => browser?.close());

const RUN = madeUpRun(
  [
    madeUpTrial(),
    madeUpTrial({
      id: 'large-1',
      variant: 'large',
      lossRatio: 0,
      deliveryLagMs: null,
      apiserver: { memoryPeakBytes: 9e8, cpuSeconds: 1, requestDurationMeanMs: 2 },
    }),
  ],
  {
    recommendation: {
      settings: {
        mode: 'batch',
        bufferSize: 2000,
        maxBatchSize: 10,
        maxBatchWait: '200ms',
        throttleEnable: true,
        throttleQps: 50,
        throttleBurst: 50,
        initialBackoff: '200ms',
      },
      flags: settingsToFlags(QUICK, 'webhook'),
      headroom: 1.5,
      verified: true,
      verifiedBy: ['large-1'],
      tighterThan: null,
      firstLossAtLoadMultiple: 2,
      costs: null,
      binding: 'buffer',
      alternatives: [],
      docsRule: null,
      defaults: null,
      uncertainty: null,
      caveats: ['A caveat.'],
      sentences: ['Do this.', 'Because of that.'],
      perInstance: [],
      effort: null,
    },
  },
);

interface Opened {
  readonly page: Page;
  /** Requests but for the page itself, console errors and page errors. */
  readonly complaints: string[];
}

async function open(result: RunResult, options: Parameters<Browser['newContext']>[0] = {}): Promise<Opened> {
  if (browser === undefined) throw new Error('no browser');
  const file = join(tempDir(), 'report.html');
  writeFileSync(file, await renderPage(result, clientScript()));
  const context = await browser.newContext({
    viewport: { width: 1200, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== `file://${file}`) complaints.push(`request ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`file://${file}`);
  return { page, complaints };
}

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

  test('a tooltip shows the value under the pointer', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN);
    const figure = page.locator('figure[data-chart="loss"]');
    await figure.scrollIntoViewIfNeeded();
    await page.waitForSelector('figure[data-chart="loss"][data-live="true"]');
    await figure.locator('.mark-rect path').first().hover();
    await page.waitForSelector('#vg-tooltip-element.visible');
    expect(await page.locator('#vg-tooltip-element').innerText()).toContain('measured');
  });

  test('a table is sorted by the column whose head is pressed, by keyboard too', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN);
    const names = async (): Promise<string[]> =>
      page.locator('section:has(h2:text("Trials")) tbody tr td:first-child').allInnerTexts();
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

  test('without JavaScript and on paper everything is there', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page } = await open(RUN, { javaScriptEnabled: false });
    expect(await page.locator('figure[data-trial="small-1"] svg').count()).toBe(7);
    expect(await page.locator('button.copy:visible').count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('pre:visible').count()).toBeGreaterThan(0);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });

  test.skipIf(noBrowser !== null).each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 390],
    ['dark', 2000],
  ] as const)(
    'axe finds nothing serious in %s at %i pixels, and nothing is wider than the page',
    async (colorScheme, width) => {
      const { page } = await open(RUN, { colorScheme, viewport: { width, height: 900 } });
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
      ).toBe(true);
      const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      // Evaluated by the test's own channel, which the page's policy does not bind.
      await page.evaluate(axe);
      const findings = await page.evaluate(async () => {
        const { violations } = await (
          globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
          }
        ).axe.run();
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
      });
      expect(findings).toEqual([]);
    },
  );

  test('hostile text is text: no script of it runs', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const { page, complaints } = await open(
      madeUpRun([madeUpTrial({ variant: HOSTILE })], { scenario: { name: HOSTILE, description: HOSTILE, sha256: '' } }),
    );
    let dialogs = 0;
    page.on('dialog', () => {
      dialogs += 1;
    });
    expect(await page.locator('h1').innerText()).toContain('</script><script>alert(1)</script>');
    expect(dialogs).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('24 trials make a page of at most 2 MB', async (context) => {
    if (noBrowser !== null) context.skip(noBrowser);
    const trials = Array.from({ length: 24 }, (_, index) =>
      madeUpTrial({ id: `t-${index}`, variant: `variant ${index}`, series: madeUpSeries(600) }),
    );
    const text = await renderPage(madeUpRun(trials), clientScript());
    expect(text.length).toBeLessThanOrEqual(2_000_000);
    const { page, complaints } = await open(madeUpRun(trials));
    await page.locator('#trial-t-7 summary').first().click();
    await page.locator('figure[data-trial="t-7"][data-chart="latency"]').scrollIntoViewIfNeeded();
    await page.waitForSelector('figure[data-trial="t-7"][data-chart="latency"][data-live="true"]');
    expect(complaints).toEqual([]);
  });
});
