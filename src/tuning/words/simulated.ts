import type { HeadroomCurve } from '../../core/recommendation.ts';
import { formatCount, formatMs, formatRatio } from '../../core/units.ts';
import { costSentences, receiverAwaySentences } from './facts.ts';
import { answerOf, firstLossSentence, whyNotCurrent } from './headline.ts';
import { describeLimit } from './refusals.ts';
import type { SimulatedSettings, SimulatedTuning } from '../simulated.ts';
import { flagChanges } from '../search/rank.ts';
import { whyNothing } from '../nothing-holds.ts';

/** Stands above every answer that nothing was measured for. */
export const SIMULATED_LABEL = 'SIMULATED: by the model of the audit pipeline alone; nothing was measured.';

/** Whether the model sees nothing lost, now or in the long run, and no limit broken. */
export function isSafe({ lossRatio, broken, ceilingPerSecond, sustainedPerSecond }: SimulatedSettings): boolean {
  return lossRatio === 0 && broken.length === 0 && sustainedPerSecond <= ceilingPerSecond;
}

/** A verdict in a sentence, then what a reader of it needs; never SAFE where events are lost later or a limit breaks. */
export function simulatedSentence(simulated: SimulatedSettings): string {
  const { name, peakBuffer, settings, lagMaxMs } = simulated;
  const facts = [
    `the buffer fills to ${formatCount(peakBuffer)} of ${formatCount(settings.bufferSize)}`,
    ceilingText(simulated),
    `lag up to ${formatMs(lagMaxMs)}`,
    ...lastingText(simulated),
    firstLossText(simulated),
  ];
  return `${name}: ${verdictText(simulated)}; ${facts.join(', ')}.`;
}

function verdictText(simulated: SimulatedSettings): string {
  const { dropped, failed, generated, lossRatio, broken, ceilingPerSecond, sustainedPerSecond } = simulated;
  if (dropped + failed > 0)
    return `LOSES ${formatCount(dropped + failed)} of ${formatCount(generated)} events (${formatRatio(lossRatio)}), ${lostHow(simulated)}`;
  if (sustainedPerSecond > ceilingPerSecond) return longRunText(simulated);
  if (broken.length > 0) return `BREAKS A LIMIT: ${broken.map(describeLimit).join('; ')}; nothing is lost`;
  return 'SAFE: nothing is lost';
}

function lostHow({ dropped, failed, firstLossMs }: SimulatedSettings): string {
  return [
    ...(dropped === 0 ? [] : [`the first dropped after ${formatMs(firstLossMs)}`]),
    ...(failed === 0
      ? []
      : [`${formatCount(failed)} in batches that are given up: the receiver refuses or is too slow`]),
  ].join(', ');
}

/** A rate above the ceiling loses what is above it, as soon as the buffer is full. */
export function longRunText({ sustainedPerSecond, ceilingPerSecond, settings }: SimulatedSettings): string {
  const ratio = 1 - ceilingPerSecond / sustainedPerSecond;
  return `LOSES ${formatRatio(ratio)} of the events while the load goes on: its sustained ${formatCount(sustainedPerSecond)} events/s are above the ceiling, and the first is lost after ${formatMs(overflowMs(settings, sustainedPerSecond, ceilingPerSecond))}`;
}

/** A / (L − C): the loss begins when what the buffer, the burst and the collector hold is used up. */
export function overflowMs(
  settings: SimulatedSettings['settings'],
  perSecond: number,
  ceilingPerSecond: number,
): number {
  const held = settings.bufferSize + (settings.throttleBurst + 1) * settings.maxBatchSize;
  return (held * 1000) / (perSecond - ceilingPerSecond);
}

/** A phase above the ceiling is what the buffer is for: how long it could last. */
function lastingText({
  peakPerSecond,
  sustainedPerSecond,
  ceilingPerSecond,
  settings,
}: SimulatedSettings): readonly string[] {
  if (peakPerSecond <= ceilingPerSecond || sustainedPerSecond > ceilingPerSecond) return [];
  const lastsMs = overflowMs(settings, peakPerSecond, ceilingPerSecond);
  return [`its busiest second (${formatCount(peakPerSecond)} events) could last ${formatMs(lastsMs)}`];
}

function ceilingText({ ceilingPerSecond, settings }: SimulatedSettings): string {
  if (!Number.isFinite(ceilingPerSecond)) return 'no throttle and no ceiling';
  return `${formatCount(ceilingPerSecond)} events/s sustained (batch-max-size ${settings.maxBatchSize} × throttle-qps ${settings.throttleQps})`;
}

function firstLossText({ firstLoss, triedUpTo }: SimulatedSettings): string {
  return firstLoss === null
    ? `no loss up to ${triedUpTo} times the load`
    : `first loss at ${firstLoss.multiple} times the load`;
}

/** What to do about the current settings, by the model alone: the headline first. */
export function tunedLines(tuned: SimulatedTuning): readonly string[] {
  const { ask, demand, decision, judgement, costs, current, recommended, defaults, docsRule, curve } = tuned;
  const { headroom } = ask;
  if (judgement === null || costs === null || decision.candidate === null)
    return [
      `Nothing is recommended: no settings hold ${headroom} times the load within the limits.`,
      whyNotCurrent(current.name, decision.current, headroom, null),
      ...whyNothing(ask, demand, decision).map((reason) => `  ${reason}`),
    ];
  const { settings } = decision.candidate;
  const changes = flagChanges(ask.current, settings, ask.backend);
  const isDefaults = current.name === defaults.name;
  return [
    `${answerOf(decision.kept, { isDefaults }, changes, judgement)} (Prove it with: audit-bench run.)`,
    ...(decision.kept ? [] : [whyNotCurrent(current.name, decision.current, headroom, null)]),
    firstLossSentence(judgement),
    '',
    ...costSentences(settings, costs, ask, demand),
    ...receiverAwaySentences(costs),
    '',
    `At ${headroom} times the load:`,
    ...[current, recommended, isDefaults ? null : defaults, docsRule]
      .filter((entry) => entry !== null)
      .map(simulatedSentence),
    '',
    ...curveLines(curve),
  ];
}

/** The headroom curve for a terminal: a column for each of the settings. */
export function curveLines({ multiples, lines }: Pick<HeadroomCurve, 'multiples' | 'lines'>): readonly string[] {
  const names: Readonly<Record<(typeof lines)[number]['name'], string>> = {
    current: 'current',
    recommended: 'recommended',
    defaults: 'defaults',
    docsRule: "docs' rule",
  };
  const row = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(13)).join('');
  return [
    'Events lost at multiples of the load, by the model:',
    row(['load', ...lines.map(({ name }) => names[name])]),
    ...multiples.map((multiple, at) =>
      row([`× ${multiple}`, ...lines.map(({ lossRatios }) => formatRatio(lossRatios[at] ?? 0))]),
    ),
  ];
}
