import type { Recommendation, RecommendationCosts, SentenceGroup } from '../../core/recommendation.ts';
import type { RunResult, SettingsDocument } from '../../core/result.ts';
import { formatBytes, formatCount, formatMs } from '../../core/units.ts';
import { type Html, html } from './html.ts';
import { type Cell, numbers, table, words } from './table.ts';

/** Why these flags: what to beware of, the sentences by what they are about, each API server's own, what else would do. */
export function recommendationSection({ recommendation, cluster }: RunResult): Html | null {
  if (recommendation === null) return null;
  const { caveats, verified } = recommendation;
  const where = cluster.emulated ? 'Verified on the emulated API server only' : 'Verified on this cluster';
  return html`<section id="why"><h2>Why</h2>
<p class="${verified ? 'pass' : 'miss'}"><b>${verified ? where : 'Not verified'}</b></p>
${caveats.length > 0 ? html`<div class="card doubt"><ul>${caveats.map((caveat) => html`<li>${caveat}</li>`)}</ul></div>` : null}
<div class="groups">${groupsIn(recommendation).map(({ name, sentences }) => html`<div class="card"><h3>${TITLES[name]}</h3><ul>${sentences.map((sentence) => html`<li>${boldNumbers(sentence)}</li>`)}</ul></div>`)}</div>
${perInstance(recommendation)}${alternatives(recommendation)}</section>`;
}

const TITLES: Readonly<Record<SentenceGroup['name'] | 'other', string>> = {
  proof: 'Proof',
  cost: 'What it costs',
  'receiver away': 'When the receiver is away',
  'compared with': 'Compared with',
  other: 'In sentences',
};

/** Of a run that was recorded without groups all sentences are one. */
function groupsIn({ groups, sentences }: Recommendation) {
  const others = sentences.slice(1);
  return groups ?? (others.length === 0 ? [] : [{ name: 'other' as const, sentences: others }]);
}

/** With its unit; no part of a name, and no comma of the sentence. */
const NUMBER =
  /((?<![\w.-])\d+(?:[.,]\d+)*(?: ?(?:%|ms|s|KiB|MiB|GiB|B|requests\/s|events\/s|events|times|×)(?!\w))?(?![\w-]))/;

/** What is measured stands out: numbers with their units. */
function boldNumbers(sentence: string): Html {
  const parts = sentence.split(NUMBER);
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<b>${part}</b>` : part))}`;
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
