import { OBJECTIVES, type ObjectiveName } from '../../core/objectives.ts';
import type { RunResult, TrialResult } from '../../core/result.ts';
import { formatBytes, formatCount, formatMs, formatRatio } from '../../core/units.ts';
import { formatFlags } from '../flag-formats.ts';
import { trialVerdict } from '../trial-table.ts';
import { COLOURS } from '../charts/look.ts';
import { type Html, html, raw } from './html.ts';

/** The verdict, whether it was emulated, doubts and errors: what a reader must see first. */
export function topSection(result: RunResult): Html {
  const { cluster, scenario, verdict, trials } = result;
  const doubts = trials.flatMap((trial) =>
    trial.doubts.map(({ sentence }) => html`<li><b>${trial.id}</b>: ${sentence}</li>`),
  );
  const errors = trials.flatMap((trial) =>
    trial.error === null ? [] : [html`<li><b>${trial.id}</b> failed: ${trial.error}</li>`],
  );
  return html`<header>
<h1>${scenario.name} on ${cluster.name}</h1>
<p class="soft">${scenario.description} ${cluster.provider}, Kubernetes ${cluster.kubernetesVersion}, ${result.startedAt}</p>
${cluster.emulated ? html`<p class="banner" role="note">EMULATED: measured on a stand-in, not on a real kube-apiserver.</p>` : null}
${result.status === 'complete' ? null : html`<p class="banner" role="note">This run is not complete (${result.status}); what was measured is shown.</p>`}
<p class="verdict">${verdict?.sentence ?? 'The run is not finished.'}</p>
${doubts.length > 0 ? html`<details><summary class="doubt">${doubts.length} ${doubts.length === 1 ? 'doubt' : 'doubts'}: trials with doubts decide nothing</summary><ul>${doubts}</ul></details>` : null}
${errors.length > 0 ? html`<div class="card miss"><ul>${errors}</ul></div>` : null}
</header>`;
}

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
    'B / S / W / Q / U',
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
  return html`<section><h2>Trials</h2>
<div class="scroll" tabindex="0" role="region" aria-label="table of trials"><table><thead><tr>${heads.map((head) => html`<th scope="col" aria-sort="none"${head === 'verdict' ? raw(' class="words"') : null}><button type="button">${head}</button></th>`)}</tr></thead>
<tbody>${result.trials.map(trialRow)}</tbody></table></div>
<p class="soft">B / S / W / Q / U: buffer size, most events in a batch, longest wait for a batch, batches per second, burst of batches.</p>
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

/** One account as a bar that adds up, with its numbers beneath. */
function flow(
  total: number | null,
  parts: readonly (readonly [name: string, count: number | null, colour: string])[],
  caption: string,
): Html {
  const sum = total ?? 0;
  const shown = parts.filter(([, count]) => (count ?? 0) > 0);
  return html`<p><b>${caption}</b></p><div class="flow" aria-hidden="true">${shown.map(([, count, colour]) => raw(`<span style="background:${colour};width:${sum === 0 ? 0 : (100 * (count ?? 0)) / sum}%"></span>`))}</div>
<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><thead><tr>${parts.map(([name, , colour]) => html`<th scope="col">${raw(`<span class="key" style="background:${colour}"></span>`)}${name}</th>`)}<th scope="col">= total</th></tr></thead><tbody><tr>${parts.map(([, count]) => html`<td>${formatCount(count)}</td>`)}<td>${formatCount(total)}</td></tr></tbody></table></div>`;
}

/** Where every request and event went: two accounts that add up. */
export function ledger(trial: TrialResult): Html {
  const { requests, events, ours } = trial;
  const { blue, green, vermilion, orange, purple, sky } = COLOURS;
  return html`${flow(
    requests.intended,
    [
      ['answered', requests.answered - requests.rejected, green],
      ['rejected', requests.rejected, vermilion],
      ['no answer', requests.sent - requests.answered, orange],
      ['skipped', requests.skipped, purple],
    ],
    'Requests: intended',
  )}
${flow(
  events.generated,
  [
    ['delivered', events.delivered, green],
    ['dropped', events.dropped, vermilion],
    ['failed', events.failed, orange],
    ['discarded', events.discarded, purple],
    ['in flight', events.inFlight, sky],
    ['unexplained', events.unexplained, blue],
  ],
  'All events: generated',
)}
${flow(
  ours.expected,
  [
    ['delivered', ours.delivered, green],
    ['missing', ours.missing, vermilion],
  ],
  `Our events: expected; ${formatCount(ours.duplicate)} came twice, ${formatCount(ours.late)} late`,
)}
<p class="soft">Of the generated events ${formatCount(events.background)} were background and ${formatCount(events.overhead)} the harness's own.</p>`;
}

/** Which limit bound, when the first event was lost, and the first missing events. */
export function why(trial: TrialResult): Html {
  const { binding, firstLossAtMs, recoveredAtMs, missingSample, predicted } = trial;
  const first =
    firstLossAtMs === null
      ? 'Nothing was lost.'
      : `The first event was lost after ${formatMs(firstLossAtMs)}; the pipeline had recovered after ${formatMs(recoveredAtMs)}.`;
  const bound = binding === null ? '' : ` The limit that bound: ${binding}.`;
  const model =
    predicted === null
      ? ''
      : ` The model of the pipeline loses ${formatCount(predicted.dropped)} of the same arrivals and fills the buffer to ${formatCount(predicted.peakBuffer)}. The documentation's rule (throttle ${predicted.docsRule.settings.throttleQps ?? 0}, buffer ${formatCount(predicted.docsRule.settings.bufferSize ?? 0)}) would have lost ${formatRatio(predicted.docsRule.lossRatio)} by the model.`;
  return html`<p>${first}${bound}${model}</p>
${
  missingSample.length === 0
    ? null
    : html`<details><summary>The first ${missingSample.length} missing events</summary><div class="scroll" tabindex="0" role="region" aria-label="missing events"><table><thead><tr><th scope="col">audit ID</th><th scope="col">stage</th><th scope="col">at</th><th scope="col" class="words">request</th><th scope="col">status</th></tr></thead>
<tbody>${missingSample.map(({ auditId, stage, atMs, request, status }) => html`<tr><td>${auditId}</td><td>${stage}</td><td>${formatMs(atMs)}</td><td class="words">${request}</td><td>${status ?? '–'}</td></tr>`)}</tbody></table></div></details>`
}`;
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
  return html`<section><h2>To repeat it</h2>
<div class="scroll" tabindex="0" role="region" aria-label="facts"><table><tbody>${facts.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="words">${value}</td></tr>`)}</tbody></table></div>
<details><summary>Scenario: ${inputs.scenarioFile}</summary><pre tabindex="0">${inputs.scenarioText}</pre></details>
<details><summary>Cluster: ${inputs.clusterFile}</summary><pre tabindex="0">${inputs.clusterText}</pre></details>
<details><summary>Audit policy</summary><pre tabindex="0">${inputs.policyText}</pre></details>
<details><summary>Effective audit flags of the first trial</summary><pre tabindex="0">${formatFlags(flags, 'flags')}</pre></details></section>`;
}
