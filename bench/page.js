// The report page of 24 trials in headless chromium: size, rendering, first chart visible, first chart interactive; beside
// a page with the whole of vega, vega-lite and vega-embed inlined that draws the same charts in the browser.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { clientScript } from '../dist/platform/package-info.js';
import { framesOf } from '../dist/report/charts/frame.js';
import { chartRows, TRIAL_CHARTS } from '../dist/report/charts/rows.js';
import { runCharts } from '../dist/report/charts/run-charts.js';
import { timeSpec, trialChart } from '../dist/report/charts/trial-spec.js';
import { renderPage } from '../dist/report/page/page.js';
import { median, verdict } from './report.js';
import { tempDir } from './temp-dir.js';

const TRIALS = 24;
const RUNS = 5;
const dir = tempDir();
const sample = JSON.parse(readFileSync('reports/sample/result.json', 'utf8'));
const trials = Array.from({ length: TRIALS }, (_, index) => ({
  ...sample.trials[index % sample.trials.length],
  id: `trial-${index}`,
  variant: `variant-${index}`,
}));
const run = { ...sample, trials };
const frames = framesOf(trials);

const renderMs = [];
let page = '';
for (let round = 0; round < RUNS; round += 1) {
  const start = performance.now();
  page = await renderPage(run, clientScript());
  renderMs.push(performance.now() - start);
}
const viewport = { width: 1440, height: 900 };
const ours = file('ours.html', page);
const theirs = file('peer.html', await peerPage());
const browser = await chromium.launch({
  executablePath: process.env.AUDIT_BENCH_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
const results = { ours: [], theirs: [] };
for (let round = 0; round < RUNS; round += 1) {
  results.ours.push(await open(ours, 'figure[data-live="true"]'));
  results.theirs.push(await open(theirs, 'figure[data-live="true"]'));
}
await browser.close();
const middle = (who, key) => Math.round(median(results[who].map((one) => one[key])));
const [visible, interactive] = [middle('ours', 'visibleMs'), middle('ours', 'interactiveMs')];
verdict(`${TRIALS} trials: ${(page.length / 1e6).toFixed(2)} MB`, page.length <= 1e6, 'at most 1 MB');
verdict(`rendered in ${Math.round(median(renderMs))} ms`, median(renderMs) <= 3000, 'at most 3,000 ms');
verdict(
  `first chart visible after ${visible} ms, peer ${middle('theirs', 'visibleMs')} ms`,
  visible <= 300,
  'at most 300 ms',
);
verdict(
  `first chart interactive after ${interactive} ms, peer ${middle('theirs', 'interactiveMs')} ms`,
  interactive <= 1000,
  'at most 1,000 ms',
);

function file(name, text) {
  writeFileSync(join(dir, name), text);
  return pathToFileURL(join(dir, name)).href;
}

/** Milliseconds from the navigation's start, taken in the page after the frame that shows them. */
async function open(url, liveSelector) {
  const context = await browser.newContext({ viewport });
  const tab = await context.newPage();
  await tab.addInitScript((selector) => {
    const seen = {};
    globalThis.seen = seen;
    const look = () => {
      if (seen.visibleMs === undefined && document.querySelector('figure .chart svg'))
        seen.visibleMs = performance.now();
      if (seen.interactiveMs === undefined && document.querySelector(selector)) seen.interactiveMs = performance.now();
      if (seen.visibleMs === undefined || seen.interactiveMs === undefined) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, liveSelector);
  await tab.goto(url, { waitUntil: 'commit' });
  await tab.waitForFunction(() => globalThis.seen?.interactiveMs !== undefined);
  const seen = await tab.evaluate(() => globalThis.seen);
  await context.close();
  return seen;
}

async function peerPage() {
  const { outputFiles } = await build({
    stdin: {
      contents: "import embed from 'vega-embed'; globalThis.embed = embed;",
      resolveDir: process.cwd(),
    },
    bundle: true,
    minify: true,
    format: 'iife',
    write: false,
  });
  const specs = [
    ...runCharts(run).map(({ spec }) => spec),
    ...trials.flatMap((trial) =>
      TRIAL_CHARTS.map((chart) => timeSpec(trialChart(chart, chartRows(trial.series, chart), trial, frames[chart]))),
    ),
  ];
  const inlined = (text) => text.replaceAll('</script', '<\\/script');
  return `<!doctype html><meta charset="utf-8"><body>${specs.map((_, index) => `<figure id="f${index}"><div class="chart"></div></figure>`).join('')}
<script>${inlined(outputFiles[0].text)}</script>
<script>(async () => { const specs = ${inlined(JSON.stringify(specs))};
for (const [index, spec] of specs.entries()) { await embed('#f' + index + ' .chart', spec, { renderer: 'svg', actions: false }); document.getElementById('f' + index).dataset.live = 'true'; } })();</script>`;
}
