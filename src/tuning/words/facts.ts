import type { RecommendationCosts } from '../../core/recommendation.ts';
import type { BatchSettings } from '../../core/settings.ts';
import { formatBytes, formatCount, formatMs } from '../../core/units.ts';
import type { Demand } from '../arrivals/demand.ts';
import { asItCame } from '../arrivals/demand.ts';
import type { Ask } from '../search/ask.ts';
import { bodyBytes } from '../search/limits.ts';
import { peakDemandPerSecond } from '../search/peak.ts';
import { logCostSentences } from './log.ts';
import { cutBelowBytes, largestAllowedBytes } from '../search/truncation.ts';

/** A static pod's terminationGracePeriodSeconds unless its manifest says otherwise. */
export const GRACE_MS = 30_000;

/** Bodies that receivers take unless they are told otherwise. */
const KNOWN_BODIES = [
  { name: 'nginx', bytes: 2 ** 20 },
  { name: 'Falco', bytes: 12 * 2 ** 20 },
] as const;

/** What settings cost, whoever asked for a limit or not; each a sentence that can be read in a terminal. */
export function costSentences(
  settings: BatchSettings,
  costs: RecommendationCosts,
  ask: Ask,
  demand: Demand,
): readonly string[] {
  if (ask.backend === 'log')
    return [
      ...logCostSentences(costs, demand),
      ...truncationSentences(settings, ask, demand),
      lastingSentence(costs, peakDemandPerSecond(asItCame(demand, ask.headroom))),
    ];
  return [
    `A full buffer takes ${formatBytes(costs.bufferBytes)} of kube-apiserver's memory; an empty one costs nothing.`,
    receiverSentence(costs, ask),
    `A batch may be ${formatBytes(costs.bodyBytesMost)} with the largest event seen${againstKnown(costs.bodyBytesMost)}; the lag is ${formatMs(costs.lagP99Ms)} (p99).`,
    ...truncationSentences(settings, ask, demand),
    lastingSentence(costs, peakDemandPerSecond(asItCame(demand, ask.headroom))),
  ];
}

/** What a receiver that is away does, bounded by the initial backoff and not by the buffer. */
export function receiverAwaySentences(costs: RecommendationCosts): readonly string[] {
  const { giveUpAfterMs, shutdownInRetryMs, shutdownDrainMs } = costs;
  if (giveUpAfterMs === null || shutdownInRetryMs === null) return [];
  return [
    `A batch is given up and lost after ${formatMs(giveUpAfterMs.refusing)} of a receiver that refuses (initial-backoff), and after ${formatMs(giveUpAfterMs.hanging)} of one that hangs.`,
    `Until then up to ${formatBytes(costs.deadReceiverBytes)} wait in retries, outside the buffer (${formatBytes(costs.deadReceiverAtLoadBytes)} at this load's busiest second).`,
    `A shutdown takes ${formatMs(shutdownDrainMs)} with a full buffer, ${formatMs(shutdownInRetryMs.refusing)} with batches in retry and ${formatMs(shutdownInRetryMs.hanging)} when the receiver hangs; a pod has ${formatMs(GRACE_MS)}.`,
  ];
}

function receiverSentence(costs: RecommendationCosts, { apiservers }: Ask): string {
  const { receiverRequestsPerSecondMost: most, receiverConcurrencyMost: concurrent } = costs;
  const servers = apiservers === 1 ? '' : ` from all ${apiservers} API servers together`;
  if (most === null || concurrent === null)
    return `Without a throttle nothing bounds the requests that the receiver gets; this load makes ${formatCount(costs.receiverRequestsPerSecond)} a second.`;
  return `The receiver gets at most ${formatCount(most)} requests/s${servers} (throttle-qps), and up to ${formatCount(concurrent)} at once after a pause (throttle-burst).`;
}

function againstKnown(bytes: number): string {
  const over = KNOWN_BODIES.filter((known) => bytes > known.bytes);
  if (over.length === 0) return '';
  return `, above ${over.map((known) => `the ${formatBytes(known.bytes)} that ${known.name} takes by default`).join(' and ')}`;
}

/** The only guarantee for a body, and what it cuts. */
function truncationSentences(settings: BatchSettings, ask: Ask, demand: Demand): readonly string[] {
  const { truncate, maxBatchSize } = settings;
  if (truncate !== null) {
    const size =
      ask.backend === 'log' ? truncate.maxEventSizeBytes : bodyBytes(maxBatchSize, truncate.maxEventSizeBytes);
    const what = ask.backend === 'log' ? 'line' : 'body';
    const cut = cutBelowBytes(settings, demand);
    const cuts =
      cut === null
        ? `the largest event seen had ${formatBytes(demand.eventBytesMax)}`
        : `of the events seen those up to ${formatBytes(demand.eventBytesMax)} lose their bodies`;
    return [
      `Truncation keeps every ${what} below ${formatBytes(size)}: an event above ${formatBytes(truncate.maxEventSizeBytes)} loses its request and response objects (${cuts}).`,
    ];
  }
  const largest = largestAllowedBytes(maxBatchSize, ask);
  if (!Number.isFinite(largest)) return [];
  return [
    `No bodies are audited and the largest event seen had ${formatBytes(demand.eventBytesMax)}; only truncation guarantees the limit (audit-${ask.backend}-truncate-max-event-size up to ${formatBytes(Math.floor(largest))}).`,
  ];
}

/** How long the busiest second could last, and when the backlog is gone. */
function lastingSentence(costs: RecommendationCosts, peakPerSecond: number): string {
  const peak = `The busiest second (${formatCount(Math.round(peakPerSecond))} events at an API server)`;
  const lasting =
    costs.overflowAfterMs === null
      ? 'could last for ever'
      : `could last ${formatMs(costs.overflowAfterMs)} until the first loss`;
  const recover =
    costs.recoverMs === null || costs.recoverMs === 0
      ? 'the load leaves no backlog'
      : `after the last event the backlog is gone within ${formatMs(costs.recoverMs)}`;
  return `${peak} ${lasting}; ${recover}.`;
}
