import type { RecommendationCosts } from '../../core/recommendation.ts';
import { formatBytes, formatCount, formatMs, formatRatio } from '../../core/units.ts';
import type { Demand } from '../arrivals/demand.ts';
import { type Conclusion, inUse } from '../conclusion.ts';

/** What a log's settings cost: it has no receiver, and its own pace is known only where a trial met its limit. */
export function logCostSentences(costs: RecommendationCosts, { writeMs }: Demand): readonly string[] {
  const pace =
    writeMs > 0
      ? `The log of an API server takes ${formatCount(Math.round(1000 / writeMs))} events/s, as a trial showed whose buffer was full.`
      : 'How many events/s the disk takes at the most is not known: no trial met that limit.';
  return [
    `A full buffer takes ${formatBytes(costs.bufferBytes)} of kube-apiserver's memory; an empty one costs nothing.`,
    `The lag is ${formatMs(costs.lagP99Ms)} (p99) by the model; a shutdown writes a full buffer within ${formatMs(costs.shutdownDrainMs)} and the disk's own time.`,
    pace,
  ];
}

/** The mode without a buffer that is in use, beside the answer at the same load; nothing where one of them was not measured. */
export function withoutBufferSentences(conclusion: Conclusion): readonly string[] {
  const { mode } = inUse(conclusion);
  const without = conclusion.proofs.current?.result;
  const [buffered] = conclusion.proofs.atHeadroom;
  if (mode === 'batch' || without === undefined || buffered === undefined) return [];
  const [waiting, free] = [without.requestLatencyMs, buffered.result.requestLatencyMs];
  if (waiting === null || free === null) return [];
  return [
    `Mode ${mode} at ${conclusion.tune.headroom} times the load: ${formatRatio(without.lossRatio)} lost, requests took ${formatMs(waiting.p50)} (median) and ${formatMs(waiting.p99)} (p99), with this buffer ${formatMs(free.p50)} and ${formatMs(free.p99)}.`,
  ];
}
