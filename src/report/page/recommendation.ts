import type { Recommendation, RecommendationCosts } from '../../core/recommendation.ts';
import type { RunResult, SettingsDocument } from '../../core/result.ts';
import { formatBytes, formatCount, formatMs } from '../../core/units.ts';
import { FLAG_FORMATS, formatFlags } from '../flag-formats.ts';
import type { Deployment } from '../formats/deployment.ts';
import { type Html, html, raw } from './html.ts';
import { type Cell, numbers, table, words } from './table.ts';

/** The recommendation: what to beware of, the flags for each tool, why these, each API server's own, and what else would do. */
export function recommendationSection({ recommendation, cluster, inputs }: RunResult): Html | null {
  if (recommendation === null) return null;
  const { sentences, caveats, settings, flags, verified, kept } = recommendation;
  const deployment = { flags, policyText: inputs.policyText };
  return html`<section><h2>Recommendation</h2>
<p class="${verified ? 'pass' : 'miss'}"><b>${verified ? (cluster.emulated ? 'Verified on the emulated API server only' : 'Verified on this cluster') : 'Not verified'}</b></p>
${caveats.length > 0 ? html`<div class="card doubt"><ul>${caveats.map((caveat) => html`<li>${caveat}</li>`)}</ul></div>` : null}
${settings === null ? null : kept ? keptForms(deployment) : flagForms(deployment)}
<ul>${sentences.slice(1).map((sentence) => html`<li>${sentence}</li>`)}</ul>
${perInstance(recommendation)}${alternatives(recommendation)}</section>`;
}

/** Nothing has to change: the flags are there for those who want to set them all the same. */
function keptForms(deployment: Deployment): Html {
  return html`<details><summary>The kept settings as flags</summary>${flagForms(deployment)}</details>`;
}

/** Ready to paste: the plain flags in sight, the forms for tools folded. */
function flagForms(deployment: Deployment): Html {
  return html`${FLAG_FORMATS.map(
    (format, index) => html`<details${index === 0 ? raw(' open') : null}><summary>${format}</summary>
<button type="button" class="copy" hidden data-copy="flags-${format}" aria-label="copy the ${format} form">copy</button><pre id="flags-${format}" tabindex="0">${formatFlags(deployment, format)}</pre></details>`,
  )}`;
}

function perInstance({ perInstance: servers }: Recommendation): Html | null {
  if (servers.length === 0) return null;
  return html`<h3>For each API server</h3>
<p>The load is not shared evenly. The flags above do for all of them; these are enough for each one's own arrivals.</p>
${table({
  label: 'settings for each API server',
  columns: [numbers('API server'), words('settings')],
  rows: servers.map(({ name, settings }) => [name, settingsText(settings)]),
})}`;
}

type CostColumn = readonly [head: string, show: (costs: RecommendationCosts) => string];

const COSTS: readonly CostColumn[] = [
  ['memory, buffer full', ({ bufferBytes }) => formatBytes(bufferBytes)],
  ['requests/s', ({ receiverRequestsPerSecond }) => formatCount(receiverRequestsPerSecond)],
  ['at a time', ({ receiverConcurrency }) => formatCount(receiverConcurrency)],
  ['body', ({ bodyBytesP99 }) => formatBytes(bodyBytesP99)],
  ['lag p99', ({ lagP99Ms }) => formatMs(lagP99Ms)],
  ['drain at shutdown', ({ shutdownDrainMs }) => formatMs(shutdownDrainMs)],
  ['memory, receiver dead', ({ deadReceiverBytes }) => formatBytes(deadReceiverBytes)],
];

/** What else would do, with its price beside that of what is recommended. */
function alternatives({ settings, costs, alternatives: others }: Recommendation): Html | null {
  if (others.length === 0) return null;
  const recommended = settings === null || costs === null ? [] : [alternativeRow('recommended', settings, costs)];
  return html`<h3>Alternatives</h3>
<p class="soft">By the model, not measured; requests are those that the receiver gets.</p>
${table({
  label: 'alternatives and their costs',
  columns: [words('settings'), ...COSTS.map(([head]) => numbers(head)), words('why')],
  rows: [...recommended, ...others.map((other) => alternativeRow(other.why, other.settings, other.costs))],
})}`;
}

function alternativeRow(why: string, settings: SettingsDocument, costs: RecommendationCosts): readonly Cell[] {
  return [settingsText(settings), ...COSTS.map(([, show]) => show(costs)), why];
}

/** Settings in words; a mode without a buffer has no sizes to name. */
function settingsText(settings: SettingsDocument): string {
  const { mode, bufferSize, maxBatchSize, maxBatchWait, throttleEnable, throttleQps, throttleBurst } = settings;
  if (mode !== 'batch') return `mode ${mode}, no buffer`;
  const throttle =
    throttleEnable === false
      ? 'throttle-enable false'
      : `throttle-qps ${throttleQps ?? '–'}, throttle-burst ${throttleBurst ?? '–'}`;
  return `buffer-size ${formatCount(bufferSize ?? null)}, max-size ${formatCount(maxBatchSize ?? null)}, max-wait ${maxBatchWait ?? '–'}, ${throttle}`;
}
