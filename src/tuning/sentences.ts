import type { Recommendation } from '../core/recommendation.ts';
import { formatBytes, formatCount, formatMs, formatRatio } from '../core/units.ts';
import type { Conclusion } from './conclusion.ts';

type Draft = Omit<Recommendation, 'sentences' | 'caveats'>;

/** A static pod's terminationGracePeriodSeconds unless its manifest says otherwise. */
const GRACE_MS = 30_000;

/** What to do and why, the most important first; numbers stand in the fields. */
export function sentencesOf(draft: Draft, { candidate, scenario, load, history }: Conclusion): readonly string[] {
  const { settings, smallestBuffer } = candidate;
  const { costs, tighterThan, uncertainty, docsRule, defaults, headroom } = draft;
  const name = `buffer ${formatCount(settings.bufferSize)}, batches of ${formatCount(settings.maxBatchSize)}, ${settings.throttleQps} batches/s with ${settings.throttleBurst} at once, wait ${formatMs(settings.maxBatchWaitMs)}`;
  const lost = history.filter(
    ({ result }) => draft.verifiedBy.includes(result.id) && (result.lossRatio ?? 0) > 0,
  ).length;
  const head = draft.verified
    ? `Recommended and verified on this cluster: ${name}; nothing was lost at the scenario's load and at ${headroom} times it.`
    : `No verified recommendation: the best candidate is ${name}, but ${lost > 0 ? `${lost} of its trials lost events` : 'its proof is not complete (doubts, or too few trials)'}.`;
  return [
    head,
    ...(tighterThan?.lossRatio == null
      ? []
      : [
          `It is not simply large: ${formatRatio(tighterThan.lossRatio)} of the events were lost at ${headroom} times the load with tighter settings (${tighterThan.gap}).`,
        ]),
    draft.firstLossAtLoadMultiple === null
      ? 'By the model no event is lost below 64 times the load.'
      : `By the model the first event is lost at ${draft.firstLossAtLoadMultiple} times the load; the limit that binds is the ${draft.binding ?? 'buffer'}.`,
    `At ${headroom} times the load the buffer needs ${formatCount(smallestBuffer)} of its ${formatCount(settings.bufferSize)} places.`,
    ...(uncertainty === null
      ? []
      : [
          `Smallest free space of the buffer in ${uncertainty.minFreeBuffer.length} runs at headroom: ${uncertainty.minFreeBuffer.map((free) => formatCount(free)).join(', ')} events. Lost in ${uncertainty.losses} of ${uncertainty.runs} runs, so with 95 % confidence another run loses with a probability of at most ${formatRatio(uncertainty.lossProbabilityUpper95)}.`,
        ]),
    ...(costs === null
      ? []
      : [
          `It costs ${formatBytes(costs.bufferBytes)} of memory when the buffer is full, up to ${formatCount(costs.receiverRequestsPerSecond)} requests/s of about ${formatBytes(costs.bodyBytesP99)} at the receiver with ${formatCount(costs.receiverConcurrency)} at a time, and a lag of ${formatMs(costs.lagP99Ms)} (p99).`,
          `A full buffer takes ${formatMs(costs.shutdownDrainMs)} to drain at shutdown; a pod has ${formatMs(GRACE_MS)}.`,
          `With a dead receiver up to ${formatBytes(costs.deadReceiverBytes)} of events wait in retries before they are given up.`,
        ]),
    ...(defaults === null
      ? []
      : [
          `Kubernetes' defaults at ${headroom} times the load: ${defaults.measuredLossRatio === null ? `${formatRatio(defaults.predictedLossRatio)} lost by the model` : `${formatRatio(defaults.measuredLossRatio)} lost, measured`}.`,
        ]),
    ...(docsRule === null
      ? []
      : [
          `The documentation's own rule (throttle ${docsRule.settings.throttleQps}, buffer ${formatCount(docsRule.settings.bufferSize ?? 0)}) would lose ${formatRatio(docsRule.predictedLossRatio)} by the model.`,
        ]),
    ...(scenario.tune?.allowBlocking === true ? [blockingSentence(scenario.receiver.latencyMs, load.events)] : []),
  ];
}

function blockingSentence(receiverLatencyMs: number, events: number): string {
  return `Mode blocking needs no buffer and loses nothing while the receiver lives, but every request would wait for it at each stage (here ${formatMs(receiverLatencyMs)} and a round trip, ${formatCount(events)} times), and for the whole give-up time when it is dead.`;
}

/** What the reader must know before using the flags. */
export function caveatsOf(draft: Draft, { scenario, history }: Conclusion): readonly string[] {
  const { costs, tighterThan } = draft;
  const caveats: string[] = [];
  if (costs !== null && costs.shutdownDrainMs > GRACE_MS) {
    caveats.push(
      `Draining a full buffer takes longer (${formatMs(costs.shutdownDrainMs)}) than a pod's grace period: events still queued at a restart are lost.`,
    );
  }
  if (costs !== null && costs.deadReceiverBytes > 512 * 2 ** 20) {
    caveats.push(
      `Out-of-memory warning: a dead receiver holds up to ${formatBytes(costs.deadReceiverBytes)} in kube-apiserver until its batches are given up.`,
    );
  }
  if (tighterThan !== null && tighterThan.lossRatio === 0)
    caveats.push('The tighter settings lost nothing either: the recommendation is larger than it must be.');
  if (tighterThan === null)
    caveats.push('No tighter settings lose by the model: the load is far below what these settings take.');
  if (history.some(({ result }) => !result.trusted && result.role !== 'variant'))
    caveats.push('Some trials were in doubt and measured again.');
  if (scenario.receiver.fault !== null)
    caveats.push('The receiver was made to fail in this scenario; the costs are those of a healthy one.');
  return caveats;
}
