import type { Recommendation, RecommendationCosts, Uncertainty } from '../../core/recommendation.ts';
import { formatBytes, formatCount, formatMs, formatRatio } from '../../core/units.ts';
import { blockingSentence } from './alternatives.ts';
import { type Conclusion, outageTrials } from '../conclusion.ts';
import type { LoadRecord } from '../arrivals/load-record.ts';
import { triedForMs } from '../search/survive.ts';
import { peakDemandPerSecond } from '../search/tighter.ts';

type Draft = Omit<Recommendation, 'sentences' | 'caveats'>;

/** A static pod's terminationGracePeriodSeconds unless its manifest says otherwise. */
export const GRACE_MS = 30_000;

/** What to do and why, the most important first; numbers stand in the fields. */
export function sentencesOf(draft: Draft, conclusion: Conclusion): readonly string[] {
  const { candidate } = conclusion;
  const { costs, tighterThan, uncertainty, headroom } = draft;
  const sentences = [
    headline(draft, conclusion),
    tighterThan?.lossRatio == null
      ? null
      : `It is not simply large: ${formatRatio(tighterThan.lossRatio)} of the events were lost at ${headroom} times the load with tighter settings (${tighterThan.gap}).`,
    draft.firstLossAtLoadMultiple === null
      ? 'By the model no event is lost below 64 times the load.'
      : `By the model the first event is lost at ${draft.firstLossAtLoadMultiple} times the load; the limit that binds is the ${draft.binding ?? 'buffer'}.`,
    `At ${headroom} times the load the buffer needs ${formatCount(candidate.smallestBuffer)} of its ${formatCount(candidate.settings.bufferSize)} places.`,
    uncertainty === null ? null : uncertaintySentence(uncertainty, headroom),
    ...(costs === null ? [] : costSentences(costs, conclusion.load)),
    survivalSentence(conclusion),
    ...comparisonSentences(draft),
    blockingSentence(conclusion),
  ];
  return sentences.filter((sentence) => sentence !== null);
}

function headline({ verified, verifiedBy, headroom }: Draft, { candidate, history, emulated }: Conclusion): string {
  const { settings } = candidate;
  const name = `buffer ${formatCount(settings.bufferSize)}, batches of ${formatCount(settings.maxBatchSize)}, ${settings.throttleQps} batches/s with ${settings.throttleBurst} at once, wait ${formatMs(settings.maxBatchWaitMs)}`;
  if (verified) {
    const where = emulated
      ? 'EMULATED, so not proved on a real kube-apiserver: recommended and verified on the stand-in'
      : 'Recommended and verified on this cluster';
    return `${where}: ${name}; nothing was lost at the scenario's load and at ${headroom} times it.`;
  }
  const lost = history.filter(({ result }) => verifiedBy.includes(result.id) && (result.lossRatio ?? 0) > 0).length;
  return `No verified recommendation${emulated ? ' (EMULATED)' : ''}: the best candidate is ${name}, but ${lost > 0 ? `${lost} of its trials lost events` : 'its proof is not complete (doubts, or too few trials)'}.`;
}

function uncertaintySentence(
  { runs, losses, lossProbabilityUpper95, minFreeBuffer }: Uncertainty,
  headroom: number,
): string {
  const free = `Smallest free space of the buffer in ${runs} ${runs === 1 ? 'run' : 'runs'} at ${headroom} times the load, by the model of what arrived: ${minFreeBuffer.map((events) => formatCount(events)).join(', ')} events.`;
  return `${free} Lost in ${losses} of ${runs}, so with 95 % confidence another such run loses with a probability of at most ${formatRatio(lossProbabilityUpper95)}.`;
}

/** What settings cost under a load. */
export function costSentences(costs: RecommendationCosts, load: LoadRecord): readonly string[] {
  const peak = formatCount(Math.round(peakDemandPerSecond(load.arrivals)));
  const overflow =
    costs.overflowAfterMs === null
      ? `the busiest second's rate (${peak} events/s at an API server) could last for ever`
      : `the busiest second's rate (${peak} events/s at an API server) could last ${formatMs(costs.overflowAfterMs)} until the first loss`;
  const recover =
    costs.recoverMs === 0
      ? 'its last event leaves no backlog'
      : `after its last event the backlog is gone within ${formatMs(costs.recoverMs)}`;
  return [
    `Of this load ${overflow}; ${recover}.`,
    `It costs ${formatBytes(costs.bufferBytes)} of memory when the buffer is full, up to ${formatCount(costs.receiverRequestsPerSecond)} requests/s of about ${formatBytes(costs.bodyBytesP99)} at the receiver with ${formatCount(costs.receiverConcurrency)} at a time, and a lag of ${formatMs(costs.lagP99Ms)} (p99).`,
    `A full buffer takes ${formatMs(costs.shutdownDrainMs)} to drain at shutdown; a pod has ${formatMs(GRACE_MS)}.`,
    `With a dead receiver up to ${formatBytes(costs.deadReceiverBytes)} of events wait in retries at full throttle before they are given up (${formatBytes(costs.deadReceiverAtLoadBytes)} at the busiest second's rate of this load).`,
  ];
}

/** How the outage of `tune.survive` is bridged: by retries, which wait in memory and not in the buffer. */
function survivalSentence(conclusion: Conclusion): string | null {
  const { tune, candidate } = conclusion;
  const outageMs = tune.surviveReceiverOutageMs;
  if (outageMs === null) return null;
  const { initialBackoffMs } = candidate.settings;
  const raised =
    initialBackoffMs > tune.calibration.initialBackoffMs
      ? ` (raised from ${formatMs(tune.calibration.initialBackoffMs)} for this)`
      : '';
  const [played] = outageTrials(conclusion);
  const measured =
    played === undefined
      ? ''
      : ` Played through at ${tune.headroom} times the load: ${formatRatio(played.result.lossRatio)} lost.`;
  return `A receiver that is away for ${formatMs(outageMs)} loses nothing: with an initial backoff of ${formatMs(initialBackoffMs)}${raised} a batch is tried for at least ${formatMs(wholeSeconds(triedForMs(initialBackoffMs)))}.${measured}`;
}

function comparisonSentences({ defaults, docsRule, headroom }: Draft): readonly string[] {
  return [
    ...(defaults === null
      ? []
      : [
          `Kubernetes' defaults at ${headroom} times the load: ${defaults.measuredLossRatio === null ? `${formatRatio(defaults.predictedLossRatio)} lost by the model` : `${formatRatio(defaults.measuredLossRatio)} lost, measured`}.`,
        ]),
    ...(docsRule === null
      ? []
      : [
          `The documentation's own rule (throttle ${docsRule.settings.throttleQps}, buffer ${formatCount(docsRule.settings.bufferSize ?? 0)}) would lose ${formatRatio(docsRule.predictedLossRatio)} at ${headroom} times the load, by the model.`,
        ]),
  ];
}

/** Rounded down, as what is at least so long must be. */
function wholeSeconds(durationMs: number): number {
  return Math.floor(durationMs / 1000) * 1000;
}
