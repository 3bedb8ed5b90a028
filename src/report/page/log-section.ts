import { logTable } from '../../core/log-words.ts';
import { shipperTable } from '../../core/shipper-words.ts';
import type { RunResult } from '../../core/result.ts';
import { type Html, html } from './html.ts';
import { numbers, table, words } from './table.ts';

/** What the audit log cost and keeps, a trial a row; `null`: no log was measured. */
export function logSection(result: RunResult): Html | null {
  const log = logTable(result);
  if (log === null) return null;
  const columns = log.head.map((head, index) => (index < 2 ? words(head) : numbers(head)));
  return html`<section><h2>Audit log</h2>${table({ label: 'audit log', columns, rows: log.rows })}
${log.sentences.map((sentence) => html`<p class="soft">${sentence}</p>`)}</section>`;
}

/** What a shipper made of the log, a trial a row; `null`: none was under test. */
export function shipperSection(result: RunResult): Html | null {
  const shipper = shipperTable(result);
  if (shipper === null) return null;
  const columns = shipper.head.map((head, index) => (index < 1 ? words(head) : numbers(head)));
  return html`<section><h2>Log shipper</h2>${table({ label: 'log shipper', columns, rows: shipper.rows })}
<ul>${shipper.sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul></section>`;
}
