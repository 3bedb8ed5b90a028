import { restartSentences } from '../../core/restart-words.ts';
import { ownBackendSentences } from '../../core/own-backend-words.ts';
import { retrySentences } from '../../core/retry-words.ts';
import type { RunResult } from '../../core/result.ts';
import { type Html, html } from './html.ts';

/** What planned restarts of API servers cost; `null`: there were none. */
export function restartSection(result: RunResult): Html | null {
  const sentences = restartSentences(result);
  if (sentences.length === 0) return null;
  return html`<section><h2>Restarts</h2><ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul></section>`;
}

/** What the receiver did not take at first, and what a backend under test answered; `null`: nothing of that. */
export function receiverSection(result: RunResult): Html | null {
  const sentences = [...retrySentences(result), ...ownBackendSentences(result)];
  if (sentences.length === 0) return null;
  return html`<section><h2>Receiver</h2><ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul></section>`;
}
