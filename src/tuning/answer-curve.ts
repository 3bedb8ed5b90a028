import { docsRule } from '../core/docs-rule.ts';
import type { HeadroomCurve } from '../core/recommendation.ts';
import type { BatchSettings } from '../core/settings.ts';
import type { Demand } from './arrivals/demand.ts';
import type { Decision } from './decision.ts';
import type { Ask } from './search/ask.ts';
import { type CurveLine, curveOf } from './search/curve.ts';
import type { Judgement } from './search/judge.ts';

export interface CurvedAnswer {
  readonly ask: Ask;
  readonly demand: Demand;
  readonly decision: Decision;
  /** What is kept or recommended, and how it was judged; `null`: nothing holds. */
  readonly best: BatchSettings | null;
  readonly judgement: Judgement | null;
  /** Kubernetes' own; `null`: they are the current ones, or have no buffer. */
  readonly defaults: BatchSettings | null;
}

/** The documentation's rule for the load at the headroom. */
export function docsRuleFor({ headroom, receiverLatencyMs, current }: Ask, demand: Demand): BatchSettings {
  return docsRule(demand.meanPerSecond * headroom, receiverLatencyMs, current.initialBackoffMs);
}

/** What an answer is shown beside: the current settings, the defaults and the documentation's rule, which reckons with a receiver. */
export function answerLines({ ask, demand, decision, best, defaults }: CurvedAnswer): readonly CurveLine[] {
  return [
    { name: 'current', settings: ask.current },
    ...(best === null || decision.kept ? [] : [{ name: 'recommended' as const, settings: best }]),
    ...(defaults === null ? [] : [{ name: 'defaults' as const, settings: defaults }]),
    ...(ask.backend === 'log' ? [] : [{ name: 'docsRule' as const, settings: docsRuleFor(ask, demand) }]),
  ];
}

/** The headroom curve of an answer, dense around its first losses. */
export function answerCurve(answer: CurvedAnswer): Pick<HeadroomCurve, 'multiples' | 'lines'> {
  const { ask, demand, decision, judgement } = answer;
  const firstLosses = [decision.current.firstLoss, judgement?.firstLoss ?? null].map((loss) => loss?.multiple ?? null);
  return curveOf(answerLines(answer), demand, ask.receiverLatencyMs, firstLosses);
}
