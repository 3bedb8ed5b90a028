import type { RunResult } from '../core/result.ts';
import { html } from './page/html.ts';
import { numbers, table, words } from './page/table.ts';
import { wholePage } from './page/whole-page.ts';

export interface ListedRun {
  /** Folder beside the index. */
  readonly dir: string;
  readonly result: RunResult;
}

/** reports/index.html: the runs, newest first. */
export function indexPage(runs: readonly ListedRun[]): string {
  const rows = [...runs].sort((a, b) => b.result.startedAt.localeCompare(a.result.startedAt));
  const runsTable = table({
    label: 'runs',
    columns: [
      numbers('run'),
      words('scenario'),
      words('cluster'),
      words('Kubernetes'),
      numbers('trials'),
      words('verdict'),
    ],
    rows: rows.map(({ dir, result }) => [
      html`<a href="./${encodeURIComponent(dir)}/report.html">${dir}</a>`,
      result.scenario.name,
      `${result.cluster.name}${result.cluster.emulated ? ' (emulated)' : ''}`,
      result.cluster.kubernetesVersion,
      result.trials.length,
      { shown: result.verdict?.sentence ?? result.status, look: 'long' },
    ]),
  });
  const body = html`<header><h1>audit-bench: runs</h1></header><main>${runsTable}</main>`;
  return wholePage({ title: 'audit-bench: runs', body, script: '' });
}
