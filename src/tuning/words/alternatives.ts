import type { Alternative, RecommendationCosts } from '../../core/recommendation.ts';
import { settingsToDocument } from '../../core/settings-document.ts';
import { formatCount, formatMs } from '../../core/units.ts';
import { blockingCosts, blockingRefusals } from '../search/blocking.ts';
import type { Conclusion } from '../conclusion.ts';
import { costsOf } from '../search/costs.ts';

/** Other candidates that are clearly better at something: fewer requests for the receiver, or less lag. By the model. */
export function alternativesOf(conclusion: Conclusion, costs: RecommendationCosts): readonly Alternative[] {
  const { outcome, candidate, load, scenario } = conclusion;
  const others = outcome.candidates.filter((other) => other !== candidate);
  const gentler = others.find(({ run }) => run.receiverRequestsPerSecond <= 0.5 * costs.receiverRequestsPerSecond);
  const quicker = others.find(({ run }) => run.lagMaxMs <= 0.5 * candidate.run.lagMaxMs);
  const entry = (why: string, { settings }: Conclusion['candidate']): Alternative => ({
    settings: settingsToDocument(settings),
    costs: costsOf(settings, load, scenario.receiver.plan.latencyMs),
    why,
  });
  return [
    ...(gentler === undefined
      ? []
      : [entry('at most half the requests per second for the receiver, for more memory', gentler)]),
    ...(quicker === undefined || quicker === gentler
      ? []
      : [entry('at most half the lag, for more memory or more requests', quicker)]),
    ...blockingAlternative(conclusion),
  ];
}

/** What mode blocking would cost and the limits that it breaks; `null` where the scenario does not allow it. */
function weighBlocking({ tune, load, scenario, candidate }: Conclusion): WeighedBlocking | null {
  if (!tune.allowBlocking) return null;
  const costs = blockingCosts(load, scenario.receiver.plan.latencyMs, candidate.settings.initialBackoffMs);
  return { costs, refusals: blockingRefusals(costs, load.eventBytesMax, tune.limits) };
}

interface WeighedBlocking {
  readonly costs: RecommendationCosts;
  readonly refusals: readonly string[];
}

/** Mode blocking, where the scenario allows it and no limit forbids it. */
function blockingAlternative(conclusion: Conclusion): readonly Alternative[] {
  const weighed = weighBlocking(conclusion);
  if (weighed === null || weighed.refusals.length > 0) return [];
  const { initialBackoffMs } = conclusion.candidate.settings;
  return [
    {
      settings: settingsToDocument({ mode: 'blocking', initialBackoffMs, truncate: null }),
      costs: weighed.costs,
      why: 'no buffer, and nothing is lost while the receiver answers; every request waits for it at each audited stage',
    },
  ];
}

/** Mode blocking weighed in one sentence: its price, or the limits that rule it out; `null` where it is not allowed. */
export function blockingSentence(conclusion: Conclusion): string | null {
  const weighed = weighBlocking(conclusion);
  if (weighed === null) return null;
  const { costs, refusals } = weighed;
  if (refusals.length > 0) return `Mode blocking is out: ${refusals.join('; ')}.`;
  return `Mode blocking needs no buffer and loses nothing while the receiver answers, but sends it ${formatCount(costs.receiverRequestsPerSecond)} requests/s with ${formatCount(costs.receiverConcurrency)} at a time, adds ${formatMs(costs.lagP99Ms)} and a round trip to every request at each audited stage, and holds every request for the whole give-up time when the receiver is dead.`;
}
