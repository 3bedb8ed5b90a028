import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { settingsToFlags } from '../../src/core/flags.ts';
import type { RunResult } from '../../src/core/result.ts';
import { clientScript } from '../../src/platform/package-info.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { tempDir } from './cli.ts';
import { COSTS, RECOMMENDATION, SETTINGS } from './recommendation.ts';
import { madeUpRun, madeUpTrial } from './results.ts';
import { QUICK } from './settings.ts';

const CHROMIUM = process.env['AUDIT_BENCH_CHROMIUM'] ?? '/usr/bin/chromium';
/** Why there is none; `null`: there is one. */
export const noBrowser = existsSync(CHROMIUM)
  ? null
  : `no ${CHROMIUM}: install Debian's chromium, or name one with AUDIT_BENCH_CHROMIUM`;
if (noBrowser !== null && process.env['AUDIT_BENCH_REQUIRE_REAL'] === '1') throw new Error(noBrowser);

let browser: Browser | undefined;

/** A browser for the tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (noBrowser === null)
      browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: ['--no-sandbox', '--disable-background-networking'],
      });
  });
  afterAll(() => browser?.close());
}

/** Two trials and a recommendation with all its parts. */
export const RUN = madeUpRun(
  [
    madeUpTrial(),
    madeUpTrial({
      id: 'large-1',
      variant: 'large',
      lossRatio: 0,
      deliveryLagMs: null,
      apiserver: { memoryPeakBytes: 9e8, cpuSeconds: 1, requestDurationMeanMs: 2, largestSampleGapMs: 500 },
    }),
  ],
  {
    recommendation: {
      ...RECOMMENDATION,
      flags: settingsToFlags(QUICK, 'webhook'),
      verifiedBy: ['large-1'],
      binding: 'buffer',
      alternatives: [
        { settings: { ...SETTINGS, maxBatchSize: 5 }, costs: COSTS, why: 'at most half the lag, for more requests' },
        { settings: { mode: 'blocking', initialBackoff: '200ms' }, costs: COSTS, why: 'no buffer' },
      ],
      perInstance: ['apiserver-1', 'apiserver-2'].map((name) => ({ name, settings: SETTINGS })),
      caveats: ['A caveat.'],
      sentences: ['Do this.', 'Because of that.'],
    },
  },
);

export interface Opened {
  readonly page: Page;
  /** Requests but for the page itself, console errors, page errors and dialogs, from before the page is loaded. */
  readonly complaints: string[];
}

/** A run's page in the browser, as a file. */
export async function open(result: RunResult, options: Parameters<Browser['newContext']>[0] = {}): Promise<Opened> {
  return openText(await renderPage(result, clientScript()), options);
}

export async function openText(text: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Opened> {
  if (browser === undefined) throw new Error('no browser');
  const file = join(tempDir(), 'report.html');
  writeFileSync(file, text);
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
  page.on('dialog', (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`file://${file}`);
  return { page, complaints };
}

/** What axe finds of serious and critical things. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Evaluated by the test's own channel, which the page's policy does not bind.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
  });
}
