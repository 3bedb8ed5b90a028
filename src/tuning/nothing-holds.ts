import type { Recommendation } from '../core/recommendation.ts';
import { POST_TIMEOUT_MS } from '../core/webhook-delivery.ts';
import { formatCount, formatMs } from '../core/units.ts';
import type { Demand } from './arrivals/demand.ts';
import type { Found } from './conclusion.ts';
import type { Decision } from './decision.ts';
import { currentJudgement, unproved } from './recommend.ts';
import type { Ask } from './search/ask.ts';
import { blockingCosts, blockingRefusals } from './search/blocking.ts';
import { cutAnyway, largestAllowedBytes } from './search/truncation.ts';
import { largestReach } from './search/reach.ts';
import { describeRefusals } from './words/refusals.ts';
import { formatBytes } from '../core/units.ts';

/** Nothing is recommended: how far the load may grow, which limits stand in the way, and whether blocking would fit. */
export function nothingHolds({ scenario, tune, ask, demand, decision }: Found): Recommendation {
  const current = currentJudgement(decision.current, scenario.current, null);
  const { outcome } = decision;
  if (outcome !== null && outcome.candidates.length > 0) {
    const refuted = `Each of the ${outcome.candidates.length} best settings is in no way larger than some that lost events.`;
    return unproved(tune, 'every candidate is refuted by a measurement', [refuted], current);
  }
  const costs = blockingCosts(ask, demand);
  const blocking = tune.allowBlocking && blockingRefusals(costs, ask, demand).length === 0;
  return unproved(
    tune,
    `no settings hold ${ask.headroom} times the load within the limits`,
    [
      ...whyNothing(ask, demand, decision),
      ...(blocking ? ['Mode blocking would fit every limit: measure it as a variant (mode: blocking).'] : []),
    ],
    current,
  );
}

/** What stands in the way, the largest multiple of the load that is reached first. */
export function whyNothing(ask: Ask, demand: Demand, { outcome }: Decision): readonly string[] {
  if (ask.receiverLatencyMs >= POST_TIMEOUT_MS)
    return [
      `The receiver takes ${formatMs(ask.receiverLatencyMs)}, and kube-apiserver ends each POST at ${formatMs(POST_TIMEOUT_MS)}: no flag helps, every batch is given up.`,
    ];
  const reach = largestReach(ask, demand);
  const reached =
    reach === 0
      ? 'No settings keep the limits, whatever the load.'
      : `The most that any settings within the limits hold is ${reach} times the load.`;
  const large = cutAnyway(ask, demand.eventBytesMax)
    ? [
        `An event of ${formatBytes(demand.eventBytesMax)} exceeds the limit of ${formatBytes(Math.floor(largestAllowedBytes(1, ask)))} even alone in its batch: only truncation helps (audit-${ask.backend}-truncate-enabled).`,
      ]
    : [];
  const slow =
    demand.writeMs > 0
      ? [
          `The log took ${formatCount(Math.round(1000 / demand.writeMs))} events/s at the most: no flag makes a disk faster.`,
        ]
      : [];
  return [reached, ...slow, ...large, ...(outcome === null ? [] : describeRefusals(outcome))];
}
