import { logTable } from '../core/log-words.ts';
import { shipperTable } from '../core/shipper-words.ts';
import { costTable } from '../core/audit-cost.ts';
import { retrySentences } from '../core/retry-words.ts';
import { dealSentences } from '../core/deal-words.ts';
import { restartSentences } from '../core/restart-words.ts';
import { ownBackendSentences } from '../core/own-backend-words.ts';
import type { RunResult } from '../core/result.ts';
import type { Reporter } from './reporter.ts';
import { TRIAL_COLUMNS, trialRows } from './trial-table.ts';
import { markdownText } from './markdown.ts';

/** summary.md: the verdict and the table, made for a pull request comment. */
export const summaryReporter: Reporter = {
  name: 'md',
  async render(result) {
    return [{ path: 'summary.md', text: renderSummary(result) }];
  },
};

function renderSummary(result: RunResult): string {
  const { cluster, scenario } = result;
  const row = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;
  const doubts = result.trials.flatMap((trial) =>
    trial.doubts.map(({ sentence }) => `- ${markdownText(trial.id)}: ${markdownText(sentence)}`),
  );
  const errors = result.trials.flatMap((trial) =>
    trial.error === null ? [] : [`- ${markdownText(trial.id)} failed: ${markdownText(trial.error)}`],
  );
  const restarts = restartSentences(result).map((sentence) => `- ${markdownText(sentence)}`);
  const backend = [...retrySentences(result), ...ownBackendSentences(result)].map(
    (sentence) => `- ${markdownText(sentence)}`,
  );
  const deals = dealSentences(result).map((sentence) => `- ${markdownText(sentence)}`);
  const sentences = result.recommendation?.sentences ?? [];
  return [
    `# audit-bench: ${markdownText(scenario.name)} on ${markdownText(cluster.name)}`,
    '',
    ...(cluster.emulated ? [`**Emulated**: measured on a stand-in, not on a real kube-apiserver.`, ''] : []),
    markdownText(result.verdict?.sentence ?? 'The run is not finished.'),
    '',
    ...(sentences.length > 0 ? [...sentences.map((sentence) => `- ${markdownText(sentence)}`), ''] : []),
    row(TRIAL_COLUMNS),
    `| ${TRIAL_COLUMNS.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ')} |`,
    ...trialRows(result).map(row),
    '',
    ...tableLines('What auditing costs:', costTable(result)),
    ...tableLines('Audit log:', logTable(result)),
    ...tableLines('Log shipper:', shipperTable(result)),
    ...(restarts.length > 0 ? ['Restarts:', '', ...restarts, ''] : []),
    ...(deals.length > 0 ? ['Load balancer:', '', ...deals, ''] : []),
    ...(backend.length > 0 ? ['Receiver:', '', ...backend, ''] : []),
    ...(doubts.length > 0 ? ['Doubts:', '', ...doubts, ''] : []),
    ...(errors.length > 0 ? ['Errors:', '', ...errors, ''] : []),
    `${markdownText(cluster.provider)}, Kubernetes ${markdownText(cluster.kubernetesVersion)}, seed ${result.inputs.seed}, audit-bench ${result.tool.version}, ${result.startedAt}.`,
    '',
  ].join('\n');
}

/** A heading, a table and what is said of it; nothing where there is no table. */
function tableLines(
  heading: string,
  table: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
    readonly sentences: readonly string[];
  } | null,
): readonly string[] {
  if (table === null) return [];
  const row = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;
  const rule = `| ${table.head.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ')} |`;
  return [heading, '', row(table.head), rule, ...table.rows.map(row), '', ...table.sentences.map(markdownText), ''];
}
