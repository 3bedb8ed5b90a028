import { figure } from '../page/figure.ts';
import { type Html, html } from '../page/html.ts';
import { numbers, table, words } from '../page/table.ts';
import { wholePage } from '../page/whole-page.ts';
import type { Comparison } from './compare.ts';
import { comparedCurves } from './curves.ts';
import { forestChart } from './forest.ts';
import { COMPARE_COLUMNS, compareRows, sentenceOf, titleOf } from './render.ts';

/** compare.html: one page for one or more comparisons with the same baseline. `script` is the bundle of client/. */
export async function comparePage(comparisons: readonly Comparison[], script: string): Promise<string> {
  const sections: Html[] = [];
  for (const [at, comparison] of comparisons.entries()) sections.push(await section(comparison, at));
  const body = html`<header><h1>audit-bench: comparison</h1></header><main>${sections}</main>`;
  return wholePage({ title: 'audit-bench: comparison', body, script });
}

const WORDS: ReadonlySet<string> = new Set<(typeof COMPARE_COLUMNS)[number]>(['metric', 'difference']);

function lookOf(column: string | undefined, cell: string): string {
  if (column !== 'difference') return '';
  return cell === 'worse' ? 'miss' : cell === 'better' ? 'pass' : 'soft';
}

async function section(comparison: Comparison, at: number): Promise<Html> {
  const rows = compareRows(comparison);
  const charts = [forestChart(comparison), comparedCurves(comparison)].filter((chart) => chart !== null);
  const figures: Html[] = [];
  for (const chart of charts) figures.push(await figure({ ...chart, id: `${chart.id}-${at}` }));
  return html`<section><h2>${titleOf(comparison)}</h2>
<p class="verdict">${sentenceOf(comparison)}</p>
${comparison.warnings.length > 0 ? html`<div class="card doubt"><b>Not like with like</b><ul>${comparison.warnings.map((warning) => html`<li>${warning}</li>`)}</ul></div>` : null}
<div class="charts wide">${figures}</div>
${table({
  label: 'comparison',
  columns: COMPARE_COLUMNS.map((name) => (WORDS.has(name) ? words(name) : numbers(name))),
  rows: rows.map((cells) => cells.map((cell, index) => ({ shown: cell, look: lookOf(COMPARE_COLUMNS[index], cell) }))),
})}
${comparison.leftOut.length > 0 ? html`<details><summary>Left out</summary><ul>${comparison.leftOut.map((item) => html`<li>${item}</li>`)}</ul></details>` : null}</section>`;
}
