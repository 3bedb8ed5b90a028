import type { RunResult } from '../core/result.ts';
import { html } from './page/html.ts';
import { wholePage } from './page/whole-page.ts';

export interface ListedRun {
  /** Folder beside the index. */
  readonly dir: string;
  readonly result: RunResult;
}

/** reports/index.html: the runs, newest first. */
export function indexPage(runs: readonly ListedRun[]): string {
  const rows = [...runs].sort((a, b) => b.result.startedAt.localeCompare(a.result.startedAt));
  const body = html`<header><h1>audit-bench: runs</h1></header><main><div class="scroll" tabindex="0" role="region" aria-label="runs"><table>
<thead><tr><th scope="col">run</th><th scope="col" class="words">scenario</th><th scope="col" class="words">cluster</th><th scope="col" class="words">Kubernetes</th><th scope="col">trials</th><th scope="col" class="words">verdict</th></tr></thead>
<tbody>${rows.map(({ dir, result }) => html`<tr><td><a href="./${encodeURIComponent(dir)}/report.html">${dir}</a></td><td class="words">${result.scenario.name}</td><td class="words">${result.cluster.name}${result.cluster.emulated ? ' (emulated)' : ''}</td><td class="words">${result.cluster.kubernetesVersion}</td><td>${result.trials.length}</td><td class="words long">${result.verdict?.sentence ?? result.status}</td></tr>`)}</tbody></table></div></main>`;
  return wholePage({ title: 'audit-bench: runs', body, script: '' });
}
