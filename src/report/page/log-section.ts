import { logTable } from '../../core/log-words.ts';
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
