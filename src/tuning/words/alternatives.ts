import type { Alternative, RecommendationCosts } from '../../core/recommendation.ts';
import { settingsToDocument } from '../../core/settings-document.ts';
import { formatCount, formatMs } from '../../core/units.ts';
import { blockingCosts, blockingRefusals } from '../search/blocking.ts';
import type { Conclusion } from '../conclusion.ts';
import { costsOf } from '../search/costs.ts';
import type { Candidate } from '../search/search.ts';

/** Other candidates that are clearly better at something: fewer requests for the receiver, or less lag. By the model. */
export function alternativesOf(conclusion: Conclusion, costs: RecommendationCosts): readonly Alternative[] {
  const { decision, candidate, ask, demand } = conclusion;
  const others = (decision.outcome?.candidates ?? []).filter((other) => other !== candidate);
  const gentler = others.find(({ need }) => need.receiverRequestsPerSecond <= 0.5 * costs.receiverRequestsPerSecond);
  const quicker = others.find(({ need }) => need.lagMaxMs <= 0.5 * candidate.need.lagMaxMs);
  const entry = (why: string, { settings }: Candidate): Alternative => ({
    settings: settingsToDocument(settings),
    costs: costsOf(settings, ask, demand),
    why,
  });
  return [
    ...(gentler === undefined
      ? []
      : [entry('at most half the requests per second for the receiver, for more flags changed', gentler)]),
    ...(quicker === undefined || quicker === gentler
      ? []
      : [entry('at most half the lag, for more flags changed', quicker)]),
    ...blockingAlternative(conclusion),
  ];
}

interface WeighedBlocking {
  readonly costs: RecommendationCosts;
  readonly refusals: readonly string[];
}

/** What mode blocking would cost and the limits that it breaks; `null` where the scenario does not allow it. */
function weighBlocking({ tune, ask, demand }: Conclusion): WeighedBlocking | null {
  if (!tune.allowBlocking) return null;
  const costs = blockingCosts(ask, demand);
  return { costs, refusals: blockingRefusals(costs, ask, demand) };
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

/** Mode blocking weighed: its price, or the limits that rule it out; nothing where it is not allowed. */
export function blockingSentences(conclusion: Conclusion): readonly string[] {
  const weighed = weighBlocking(conclusion);
  if (weighed === null) return [];
  const { costs, refusals } = weighed;
  if (refusals.length > 0) return [`Mode blocking is out: ${refusals.join('; ')}.`];
  return [
    `Mode blocking needs no buffer and loses nothing while the receiver answers, but sends it ${formatCount(costs.receiverRequestsPerSecond)} requests/s with ${formatCount(costs.receiverConcurrency)} at a time.`,
    `It adds ${formatMs(costs.lagP99Ms)} and a round trip to every request at each audited stage, and holds every request for the whole give-up time when the receiver is dead.`,
  ];
}
