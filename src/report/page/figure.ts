import type { TopLevelSpec } from 'vega-lite';
import type { PlotModel } from '../charts/plot-model.ts';
import { compileChart, renderSvg } from '../charts/render.ts';
import type { RunTable } from '../charts/run-tables.ts';
import { type Html, html, jsonScript, raw } from './html.ts';
import { numbers, table } from './table.ts';

export interface FigureContent {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly spec: TopLevelSpec;
  /** Absent: the marks say their own values. */
  readonly plot?: PlotModel;
  readonly table: RunTable;
}

/** A chart as it is drawn once and for all, what the pointer reads in it, and the table behind it. */
export async function figure({ id, title, spec, plot, table: behind }: FigureContent): Promise<Html> {
  const svg = await renderSvg(compileChart(spec), title);
  return html`<figure data-chart="${id}"><figcaption>${title}</figcaption>${plot === undefined ? html`<div class="chart">${raw(svg)}</div>` : html`<div class="chart" data-plot="plot-${id}">${raw(svg)}</div>${jsonScript(`plot-${id}`, plot)}`}
${numbersBehind(behind)}</figure>`;
}

export function numbersBehind({ head, rows }: RunTable): Html {
  return html`<details><summary>numbers</summary>${table({ label: 'numbers', columns: head.map((name) => numbers(name)), rows })}</details>`;
}
