import { ownBackendSentences } from '../../core/own-backend-words.ts';
import type { RunResult } from '../../core/result.ts';
import { type Html, html } from './html.ts';

/** What the backend under test answered; `null`: the receiver was audit-bench's own. */
export function ownBackendSection(result: RunResult): Html | null {
  const sentences = ownBackendSentences(result);
  if (sentences.length === 0) return null;
  return html`<section><h2>Backend under test</h2><ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul></section>`;
}
