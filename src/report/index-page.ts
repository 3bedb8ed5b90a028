import type { RunResult } from '../core/result.ts';
import { formatMs, formatRatio } from '../core/units.ts';
import { badgesOf } from './badges.ts';
import { focusOf } from './focus.ts';
import { type Html, html } from './page/html.ts';
import { wholePage } from './page/whole-page.ts';

export interface ListedRun {
  /** Folder beside the index. */
  readonly dir: string;
  readonly result: RunResult;
}

const HEADS = ['run', 'started', 'cluster', 'verdict', 'loss', 'lag p99', 'trials', 'in a sentence'] as const;
const OF_WORDS: ReadonlySet<string> = new Set(['started', 'cluster', 'verdict', 'in a sentence']);

/** reports/index.html: the runs, newest first; sorted and filtered where there is a script, the bundle of client/. */
export function indexPage(runs: readonly ListedRun[], script: string): string {
  const rows = [...runs].sort((a, b) => b.result.startedAt.localeCompare(a.result.startedAt));
  const heads = HEADS.map(
    (name) =>
      html`<th scope="col" aria-sort="none" class="${OF_WORDS.has(name) ? 'words' : ''}"><button type="button">${name}</button></th>`,
  );
  const body = html`<header><h1>audit-bench: runs</h1>
<p hidden><label>Show only <input type="search" data-filter="runs" placeholder="kind verified …"></label></p></header>
<main><div class="scroll" tabindex="0" role="region" aria-label="runs" id="runs"><table><thead><tr>${heads}</tr></thead>
<tbody>${rows.map(rowOf)}</tbody></table></div></main>`;
  return wholePage({ title: 'audit-bench: runs', body, script });
}

function rowOf({ dir, result }: ListedRun): Html {
  const { startedAt, cluster, trials, verdict, status } = result;
  const { best } = focusOf(result);
  const [loss, lag] = [best?.lossRatio ?? null, best?.deliveryLagMs?.p99 ?? null];
  const badges = badgesOf(result).map(({ text, look }) => html`<span class="badge small ${look}">${text}</span> `);
  return html`<tr><td><a href="./${encodeURIComponent(dir)}/report.html">${dir}</a></td>
<td class="words">${startedAt.slice(0, 16).replace('T', ' ')}</td><td class="words">${cluster.name}, ${cluster.kubernetesVersion}</td>
<td class="words">${badges}</td><td data-value="${loss ?? -1}">${formatRatio(loss)}</td><td data-value="${lag ?? -1}">${formatMs(lag)}</td>
<td>${trials.length}</td><td class="words long">${verdict?.sentence ?? status}</td></tr>`;
}
