import type { Spec } from 'vega';
import type { RunResult, TrialResult } from '../../core/result.ts';
import { chartRows, TRIAL_CHARTS, type TrialChart } from '../charts/rows.ts';
import { compileChart, renderSvg } from '../charts/render.ts';
import { curveChart } from '../charts/curve.ts';
import { type RunChart, runCharts } from '../charts/run-charts.ts';
import type { RunTable } from '../charts/run-tables.ts';
import { CHART_TEXT, trialSpec } from '../charts/trial-spec.ts';
import { thinSeries } from '../charts/thin.ts';
import { type Html, html, jsonScript, raw } from './html.ts';
import { numbers, table } from './table.ts';
import { recommendationSection } from './recommendation.ts';
import { ownBackendSection } from './own-backend.ts';
import { ledger, why } from './ledger.ts';
import { repeatSection, topSection, trialsSection } from './sections.ts';
import { wholePage } from './whole-page.ts';

/** Up to so many trials each is open; beyond, folded. */
const FULL_TRIALS = 4;
/** Charts of trials drawn into the page, shared out evenly; the rest is drawn when its trial is opened. Some 12 KB each. */
const MOST_DRAWN = 48;

/** report.html: one file that explains a run. `script` is the bundle of client/. */
export async function renderPage(result: RunResult, script: string): Promise<string> {
  const shown = result.trials.filter((trial) => trial.error === null);
  const bins = Math.max(100, Math.min(600, Math.floor(2400 / Math.max(1, shown.length))));
  const thin = shown.map((trial) => ({ ...trial, series: thinSeries(trial.series, bins) }));
  const specs: Record<string, Spec> = {};
  const across: Html[] = [];
  const draw = async ({ id, title, spec, table }: RunChart): Promise<Html> => {
    const compiled = compileChart(spec);
    specs[id] = compiled;
    return html`<figure data-chart="${id}"><figcaption>${title}</figcaption><div class="chart">${raw(await renderSvg(compiled, title))}</div>${chartNumbers(table)}</figure>`;
  };
  const curve = curveChart(result);
  const headroom = curve === null ? null : html`<section><h2>Headroom</h2>${await draw(curve)}</section>`;
  for (const chart of runCharts(result)) across.push(await draw(chart));
  for (const chart of TRIAL_CHARTS) specs[chart] = compileChart(trialSpec(chart, [], [], null));
  const sections: Html[] = [];
  for (const trial of thin) sections.push(await trialSection(trial, thin.length));
  const data = Object.fromEntries(
    thin.map((trial) => [
      trial.id,
      { series: trial.series, phases: trial.phases, limit: trial.settings.bufferSize ?? null },
    ]),
  );
  const body = html`${topSection(result)}<main>
${headroom}
${recommendationSection(result)}
${trialsSection(result)}
${ownBackendSection(result)}
${across.length > 0 ? html`<section><h2>Across trials</h2><div class="charts wide">${across}</div></section>` : null}
<section><h2>Each trial</h2>${sections}</section>
${repeatSection(result)}
</main>
${jsonScript('chart-specs', specs)}${jsonScript('trial-data', data)}`;
  return wholePage({ title: `${result.scenario.name}: audit-bench`, body, script });
}

async function trialSection(trial: TrialResult, trials: number): Promise<Html> {
  const drawn = TRIAL_CHARTS.slice(0, Math.max(1, Math.floor(MOST_DRAWN / trials)));
  const figures: Html[] = [];
  for (const chart of TRIAL_CHARTS) figures.push(await figure(trial, chart, drawn.includes(chart)));
  const body = html`${why(trial)}<div class="charts">${figures}</div>${ledger(trial)}`;
  const title = `${trial.variant}${trial.load.multiple === 1 ? '' : ` at ${trial.load.multiple}×`} #${trial.repeat}`;
  return trials <= FULL_TRIALS
    ? html`<article id="trial-${trial.id}"><h3>${title}</h3>${body}</article>`
    : html`<details id="trial-${trial.id}"><summary>${title}</summary>${body}</details>`;
}

async function figure(trial: TrialResult, chart: TrialChart, draw: boolean): Promise<Html> {
  const { title, unit } = CHART_TEXT[chart];
  const rows = chartRows(trial.series, chart);
  if (rows.length === 0)
    return html`<figure><figcaption>${title}</figcaption><p class="soft">not measured</p></figure>`;
  const spec = (): Spec => compileChart(trialSpec(chart, rows, trial.phases, trial.settings.bufferSize ?? null));
  const svg = draw ? raw(await renderSvg(spec(), `${title}, ${trial.id}`)) : null;
  return html`<figure data-chart="${chart}" data-trial="${trial.id}"><figcaption>${title}</figcaption><div class="chart">${svg}</div>
<details><summary>numbers</summary>${summaryTable(rows, unit)}</details></figure>`;
}

/** The table behind a chart over all trials. */
function chartNumbers({ head, rows }: RunTable): Html {
  return html`<details><summary>numbers</summary>${table({ label: 'numbers', columns: head.map((name) => numbers(name)), rows })}</details>`;
}

/** The table behind a chart: least, mean and most of each series. */
function summaryTable(rows: ReturnType<typeof chartRows>, unit: string): Html {
  const names = [...new Set(rows.map(({ series }) => series))];
  const body = names.map((name) => {
    const values = rows.filter(({ series }) => series === name).map(({ value }) => value);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const show = (value: number): string => Number(value.toPrecision(4)).toLocaleString('en-US');
    return html`<tr><td>${name}</td><td>${show(Math.min(...values))}</td><td>${show(mean)}</td><td>${show(Math.max(...values))}</td></tr>`;
  });
  return html`<table><thead><tr><th scope="col">${unit}</th><th scope="col">least</th><th scope="col">mean</th><th scope="col">most</th></tr></thead><tbody>${body}</tbody></table>`;
}
