import { OBJECTIVES, type ObjectiveName } from '../../core/objectives.ts';
import type { RunResult, TrialResult } from '../../core/result.ts';
import { formatBytes, formatCount, formatMs, formatRatio } from '../../core/units.ts';
import { flagArguments } from '../../core/flags.ts';
import { trialVerdict } from '../trial-table.ts';
import { type Html, html, raw } from './html.ts';

const UNITS: Readonly<Record<(typeof OBJECTIVES)[ObjectiveName], (value: number | null) => string>> = {
  ratio: formatRatio,
  count: formatCount,
  ms: formatMs,
  bytes: (value) => (value === null ? '–' : formatBytes(value)),
};

/** Variants by objectives, loss, lag, latency and memory; sortable where there is a script. */
export function trialsSection(result: RunResult): Html {
  const heads = [
    'trial',
    'verdict',
    'settings',
    'generated',
    'delivered',
    'dropped',
    'failed',
    'missing',
    'loss',
    'predicted',
    'lag p99',
    'request p99',
    'memory',
  ];
  return html`<section id="trials"><h2>Trials</h2>
<div class="scroll" tabindex="0" role="region" aria-label="table of trials"><table><thead><tr>${heads.map((head) => html`<th scope="col" aria-sort="none"${head === 'verdict' ? raw(' class="words"') : null}><button type="button">${head}</button></th>`)}</tr></thead>
<tbody>${result.trials.map(trialRow)}</tbody></table></div>
<p class="soft">Settings: buffer-size / batch-max-size / batch-max-wait / throttle-qps / throttle-burst.</p>
${result.objectives.length > 0 ? html`<p class="soft">Objectives: ${result.objectives.map(({ name, max }) => `${name} at most ${UNITS[OBJECTIVES[name]](max)}`).join(', ')}.</p>` : null}</section>`;
}

function trialRow(trial: TrialResult): Html {
  const { settings, events, ours } = trial;
  const cell = (shown: string, value: number | null): Html => html`<td data-value="${value ?? -1}">${shown}</td>`;
  const shape =
    settings.mode === 'batch'
      ? `${settings.bufferSize} / ${settings.maxBatchSize} / ${settings.maxBatchWait} / ${settings.throttleQps ?? '–'} / ${settings.throttleBurst ?? '–'}`
      : settings.mode;
  const verdict = trialVerdict(trial);
  const multiple = trial.load.multiple === 1 ? '' : ` at ${trial.load.multiple}×`;
  return html`<tr><td data-value="${trial.variant}"><a href="#trial-${trial.id}">${trial.variant}${multiple} #${trial.repeat}</a>${trial.isDefaults ? html` <span class="soft">(Kubernetes defaults)</span>` : null}</td>
<td class="words ${verdict.split(':')[0] ?? ''}">${verdict}</td><td class="shape">${shape}</td>${cell(formatCount(events.generated), events.generated)}${cell(formatCount(events.delivered), events.delivered)}${cell(formatCount(events.dropped), events.dropped)}${cell(formatCount(events.failed), events.failed)}${cell(formatCount(ours.missing), ours.missing)}${cell(formatRatio(trial.lossRatio), trial.lossRatio)}${cell(formatRatio(trial.predicted?.lossRatio ?? null), trial.predicted?.lossRatio ?? null)}${cell(formatMs(trial.deliveryLagMs?.p99 ?? null), trial.deliveryLagMs?.p99 ?? null)}${cell(formatMs(trial.requestLatencyMs?.p99 ?? null), trial.requestLatencyMs?.p99 ?? null)}${cell(trial.apiserver.memoryPeakBytes === null ? '–' : formatBytes(trial.apiserver.memoryPeakBytes), trial.apiserver.memoryPeakBytes)}</tr>`;
}

/** Everything needed to repeat the run. */
export function repeatSection({ inputs, environment, trials, tool, cluster }: RunResult): Html {
  const facts = [
    ['command', inputs.command],
    ['seed', String(inputs.seed)],
    ['overrides', inputs.overrides.join(' ') || 'none'],
    ['audit-bench', tool.version],
    ['API server', `${cluster.kubernetesVersion}, ${cluster.origin}`],
    [
      'machine',
      `${environment.os} ${environment.kernel}, ${environment.cpuCount} × ${environment.cpuModel}, ${formatBytes(environment.memoryBytes)}, Node ${environment.nodeVersion}`,
    ],
  ] as const;
  const flags = trials.find((trial) => Object.keys(trial.flags).length > 0)?.flags ?? {};
  return html`<section id="repeat"><h2>To repeat it</h2>
<div class="scroll" tabindex="0" role="region" aria-label="facts"><table><tbody>${facts.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="words">${value}</td></tr>`)}</tbody></table></div>
<details><summary>Scenario: ${inputs.scenarioFile}</summary><pre tabindex="0">${inputs.scenarioText}</pre></details>
<details><summary>Cluster: ${inputs.clusterFile}</summary><pre tabindex="0">${inputs.clusterText}</pre></details>
<details><summary>Audit policy</summary><pre tabindex="0">${inputs.policyText}</pre></details>
<details><summary>Effective audit flags of the first trial</summary><pre tabindex="0">${flagArguments(flags).join('\n')}
</pre></details></section>`;
}
