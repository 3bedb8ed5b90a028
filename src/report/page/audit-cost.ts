import { costTable } from '../../core/audit-cost.ts';
import type { RunResult } from '../../core/result.ts';
import { type Html, html } from './html.ts';
import { numbers, table, words } from './table.ts';

/** What auditing costs, variant by variant; `null`: the run does not compare that. */
export function auditCostSection(result: RunResult): Html | null {
  const costs = costTable(result);
  if (costs === null) return null;
  const [first = '', ...others] = costs.head;
  const columns = [words(first), ...others.map((head) => numbers(head))];
  return html`<section><h2>What auditing costs</h2>${table({ label: 'what auditing costs', columns, rows: costs.rows })}
${costs.sentences.map((sentence) => html`<p class="soft">${sentence}</p>`)}</section>`;
}
