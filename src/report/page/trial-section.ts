import { gzipSync } from 'node:zlib';
import type { TrialResult } from '../../core/result.ts';
import type { Frames } from '../charts/frame.ts';
import { type PlotModel, timePlot } from '../charts/plot-model.ts';
import { renderSvg, type TimeCharts } from '../charts/render.ts';
import { chartRows, type Row, TRIAL_CHARTS, type TrialChart } from '../charts/rows.ts';
import { rowsTable } from '../charts/rows-table.ts';
import { CHART_TEXT, trialChart } from '../charts/trial-spec.ts';
import { numbersBehind } from './figure.ts';
import { type Html, html, raw } from './html.ts';
import { ledger, why } from './ledger.ts';

/** Up to so many trials each is open with all its charts; beyond, each is folded and has those that tell most. */
export const FULL_TRIALS = 4;
const FOLDED_CHARTS: readonly TrialChart[] = ['events', 'buffer', 'latency', 'delivery'];

/** What the page's script gets of a trial, compressed: charts that are not in the page yet, and what all of them show. */
interface TrialData {
  readonly svgs: Record<string, string>;
  readonly plots: Record<string, PlotModel>;
}

/** What the sections of all trials share. */
export interface TrialsShown {
  readonly frames: Frames;
  readonly charts: TimeCharts;
  /** How many there are. */
  readonly trials: number;
}

/** A trial over time, why it lost what it lost, and its accounts. */
export async function trialSection(trial: TrialResult, { frames, charts, trials }: TrialsShown): Promise<Html> {
  const isOpen = trials <= FULL_TRIALS;
  const data: TrialData = { svgs: {}, plots: {} };
  const figures: Html[] = [];
  for (const chart of isOpen ? TRIAL_CHARTS : FOLDED_CHARTS) {
    // Of a folded trial one chart is there without a script too.
    const place = isOpen || chart === 'events' ? 'page' : 'data';
    figures.push(await trialFigure(trial, chart, { frames, charts, trials }, place, data));
  }
  const packed = gzipSync(JSON.stringify(data), { level: 9 }).toString('base64');
  const body = html`${why(trial)}<div class="charts">${figures}</div>
${raw(`<script type="application/gzip" class="trial-data">${packed}</script>`)}${ledger(trial)}`;
  const title = `${trial.variant}${trial.load.multiple === 1 ? '' : ` at ${trial.load.multiple}×`} #${trial.repeat}`;
  return isOpen
    ? html`<article class="trial" id="trial-${trial.id}"><h3>${title}</h3>${body}</article>`
    : html`<details class="trial" id="trial-${trial.id}"><summary>${title}</summary>${body}</details>`;
}

async function trialFigure(
  trial: TrialResult,
  chart: TrialChart,
  { frames, charts }: TrialsShown,
  place: 'page' | 'data',
  data: TrialData,
): Promise<Html> {
  const { title, unit } = CHART_TEXT[chart];
  const rows: readonly Row[] = chartRows(trial.series, chart);
  if (rows.length === 0)
    return html`<figure><figcaption>${title}</figcaption><p class="soft">not measured</p></figure>`;
  const spec = charts.compile(trialChart(chart, rows, trial, frames[chart]));
  const svg = await renderSvg(spec, `${title}, ${trial.id}`);
  data.plots[chart] = timePlot(rows, unit, frames[chart]);
  if (place === 'data') data.svgs[chart] = svg;
  return html`<figure data-chart="${chart}" data-trial="${trial.id}"><figcaption>${title}</figcaption><div class="chart" data-plot>${place === 'page' ? raw(svg) : null}</div>
${numbersBehind(rowsTable(rows, unit))}</figure>`;
}
