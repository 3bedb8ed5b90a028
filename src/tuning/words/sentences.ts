import type { Recommendation, SentenceGroup, Uncertainty } from '../../core/recommendation.ts';
import { formatCount, formatMs, formatRatio } from '../../core/units.ts';
import { type Conclusion } from '../conclusion.ts';
import { type Draft, lossesOf, missesOf } from '../draft.ts';
import { triedForMs } from '../search/survive.ts';
import { docsReceiverMs } from '../../core/docs-rule.ts';
import { blockingSentences } from './alternatives.ts';
import { costSentences, receiverAwaySentences } from './facts.ts';
import { answerOf, firstLossSentence, whyNotCurrent } from './headline.ts';
import { withoutBufferSentences } from './log.ts';

/** What to do and why: the headline, then proof, cost, what if the receiver is away, compared with. */
export function sentencesOf(draft: Draft, conclusion: Conclusion): readonly string[] {
  return [headline(draft, conclusion), ...groupsOf(draft, conclusion).flatMap(({ sentences }) => sentences)];
}

/** The sentences behind the headline; a group without any is left out. */
export function groupsOf(draft: Draft, conclusion: Conclusion): readonly SentenceGroup[] {
  const { ask, demand, candidate, judgement, decision, scenario, proofs } = conclusion;
  const { costs } = draft;
  const label =
    scenario.backend === 'log' && scenario.current.settings.mode !== 'batch'
      ? "What Kubernetes has for the log's batch mode"
      : scenario.current.label;
  const measured = proofs.current?.result.lossRatio ?? null;
  const groups: readonly SentenceGroup[] = [
    {
      name: 'proof',
      sentences: [
        ...(decision.kept ? [] : [whyNotCurrent(label, decision.current, ask.headroom, measured)]),
        ...proofSentences(draft, conclusion),
        firstLossSentence(judgement, ask.backend),
        smallestBufferSentence(conclusion),
      ],
    },
    { name: 'cost', sentences: costs === null ? [] : costSentences(candidate.settings, costs, ask, demand) },
    {
      name: 'receiver away',
      sentences: [
        ...oneAwaySentences(judgement.oneAway, ask.headroom),
        ...(costs === null ? [] : receiverAwaySentences(costs)),
        ...survivalSentences(conclusion),
      ],
    },
    {
      name: 'compared with',
      sentences: [
        ...comparisonSentences(draft, conclusion),
        ...blockingSentences(conclusion),
        ...withoutBufferSentences(conclusion),
      ],
    },
  ];
  return groups.filter(({ sentences }) => sentences.length > 0);
}

function headline({ verified, kept, changes, headroom }: Draft, conclusion: Conclusion): string {
  const { scenario, judgement, emulated, proofs } = conclusion;
  const answer = answerOf(kept, scenario.current, changes, judgement, scenario.backend);
  if (verified) {
    const where = emulated ? 'EMULATED, so not proved on a real kube-apiserver: ' : '';
    return `${where}${answer} Proved ${emulated ? 'on the stand-in' : 'on this cluster'}: nothing was lost at this load and at ${headroom} times it.`;
  }
  const lost = lossesOf([...proofs.atLoad, ...proofs.atHeadroom, ...proofs.outage]);
  const missed = missesOf(conclusion);
  const why =
    lost > 0
      ? `${lost} of its trials lost events`
      : missed.length > 0
        ? `a trial at this load misses ${missed.join(', ')}`
        : 'nothing was lost, but the proof is not complete (doubts, or too few trials)';
  return `No verified recommendation${emulated ? ' (EMULATED)' : ''}: ${why}. The best answer by the model: ${answer}`;
}

function proofSentences({ tighterThan, uncertainty, headroom }: Draft, { edge }: Conclusion): readonly string[] {
  return [
    ...(uncertainty === null ? [] : uncertaintySentences(uncertainty, headroom)),
    ...(tighterThan?.lossRatio == null || edge === null
      ? []
      : [
          `The edge was shown: ${formatRatio(tighterThan.lossRatio)} were lost at ${edge.multiple} times the load with ${tighterThan.gap}.`,
        ]),
  ];
}

function uncertaintySentences(
  { runs, losses, lossProbabilityUpper95, minFreeBuffer }: Uncertainty,
  headroom: number,
): readonly string[] {
  const free = minFreeBuffer.map((events) => formatCount(events)).join(', ');
  return [
    `Of ${runs} ${runs === 1 ? 'run' : 'runs'} at ${headroom} times the load ${losses} lost events, so another loses with a probability of at most ${formatRatio(lossProbabilityUpper95)} (95 % confidence).`,
    `The stronger figure: the buffer still had room for ${free} events, by the model of what arrived.`,
  ];
}

/** B* is a fact to tell, never the goal: a buffer costs nothing until it is needed. */
function smallestBufferSentence({ candidate, ask }: Conclusion): string {
  const { need, settings } = candidate;
  const form = need.form === 'at once' ? ' with its bursts all at once' : '';
  return `At ${ask.headroom} times the load${form} a buffer-size of ${formatCount(need.smallestBuffer)} would just do; it has ${formatCount(settings.bufferSize)}.`;
}

function oneAwaySentences(oneAway: Conclusion['judgement']['oneAway'], headroom: number): readonly string[] {
  if (oneAway === null) return [];
  const { multiple, holds } = oneAway;
  return [
    `With one API server away each of the others takes ${multiple} times its load: at ${headroom} times on top of that ${holds ? 'nothing is lost' : 'events ARE LOST'}, by the model.`,
  ];
}

/** How the outage of `tune.survive` is bridged: by retries, which wait in memory and not in the buffer. */
function survivalSentences({ tune, candidate, ask, proofs }: Conclusion): readonly string[] {
  const outageMs = tune.surviveReceiverOutageMs;
  if (outageMs === null) return [];
  const { initialBackoffMs } = candidate.settings;
  const { initialBackoffMs: currentMs } = ask.current;
  const raised = initialBackoffMs > currentMs ? ` (raised from ${formatMs(currentMs)} for this)` : '';
  const [played] = proofs.outage;
  const measured =
    played === undefined
      ? ''
      : ` Played through at ${tune.headroom} times the load: ${formatRatio(played.result.lossRatio)} lost.`;
  return [
    `A receiver that is away for ${formatMs(outageMs)} loses nothing: with an initial backoff of ${formatMs(initialBackoffMs)}${raised} a batch is tried for at least ${formatMs(wholeSeconds(triedForMs(initialBackoffMs)))}.${measured}`,
  ];
}

function comparisonSentences(
  { docsRule, defaults, headroom }: Draft,
  { scenario, ask, decision }: Conclusion,
): readonly string[] {
  const isShown = scenario.current.isDefaults || decision.kept;
  return [
    ...(defaults === null || isShown ? [] : [defaultsSentence(defaults, headroom)]),
    ...(docsRule === null
      ? []
      : [
          `The documentation's rule (throttle-qps ${docsRule.settings.throttleQps}, buffer-size ${formatCount(docsRule.settings.bufferSize ?? 0)}, for batches of 100 and a receiver of ${formatMs(docsReceiverMs(ask.receiverLatencyMs))}) would lose ${formatRatio(docsRule.predictedLossRatio)} at ${headroom} times the load, by the model.`,
        ]),
  ];
}

function defaultsSentence(defaults: NonNullable<Recommendation['defaults']>, headroom: number): string {
  const { measuredLossRatio, predictedLossRatio } = defaults;
  const how = measuredLossRatio === null ? 'by the model' : 'measured';
  return `Kubernetes' defaults lose ${formatRatio(measuredLossRatio ?? predictedLossRatio)} at ${headroom} times the load, ${how}.`;
}

/** Rounded down, as what is at least so long must be. */
function wholeSeconds(durationMs: number): number {
  return Math.floor(durationMs / 1000) * 1000;
}
