import { WEBHOOK_DEFAULTS } from '../../core/kubernetes-defaults.ts';
import type { RecordedArrivals } from '../../core/recorded.ts';
import { formatBytes, formatCount, formatPerSecond, formatRatio } from '../../core/units.ts';
import { formatDay, formatMoment, formatTimeOfDay } from '../../core/utc.ts';
import type { NamedSettings, RecordedRecommendation } from '../recorded/simulate-recorded.ts';
import { meanPerSecond } from '../recorded/recorded-load.ts';
import type { RecordLoss } from '../recorded/replayed.ts';
import { flagChanges } from '../search/rank.ts';
import { whyNothing } from '../nothing-holds.ts';
import { costSentences, receiverAwaySentences } from './facts.ts';
import { answerOf, firstLossSentence, whyNotCurrent } from './headline.ts';
import { curveLines } from './simulated.ts';

const MOST_DAYS = 7;
/** A time that lies further back than this is no matter of the order in which lines are written. */
const CLOCK_WENT_BACK_MS = 60_000;

/** What was read: how much, from when to when, and how busy it is. */
export function recordLines(records: readonly RecordedArrivals[]): readonly string[] {
  return records.flatMap(({ instance, timesMs, bytes, backMs }) => {
    const firstMs = timesMs[0];
    const lastMs = timesMs.at(-1);
    if (firstMs === undefined || lastMs === undefined) return [];
    const busiest = busiestSecond(timesMs);
    return [
      `${instance}: ${formatCount(timesMs.length)} events, ${formatBytes(bytes)}, ${formatMoment(firstMs)} to ${formatMoment(lastMs)}; ${formatPerSecond(meanPerSecond(timesMs))} in the mean, ${formatCount(busiest.events)} in the busiest second (${formatMoment(busiest.startMs)}).`,
      ...(backMs > CLOCK_WENT_BACK_MS
        ? [
            `  Its clock went back by up to ${formatCount(backMs / 1000)} s: events are put in the order of their times, which may bring together what was apart.`,
          ]
        : []),
    ];
  });
}

/** `the flags in use: LOSES 3,412 of 8,123,456 events (0.042 %), all on Tuesday 2026-11-24 between 14:02:11 and 14:02:19 UTC.` */
export function lossLines(name: string, records: readonly RecordLoss[]): readonly string[] {
  const generated = records.reduce((sum, record) => sum + record.generated, 0);
  const lost = records.reduce((sum, { lostMs }) => sum + lostMs.length, 0);
  const peak = Math.max(0, ...records.map(({ peakBuffer }) => peakBuffer));
  if (lost === 0)
    return [
      `${name}: nothing would have been lost of ${formatCount(generated)} events; the buffer would have ${peak === 0 ? 'stayed empty' : `filled to ${formatCount(peak)}`}.`,
    ];
  const days = lossDays(records);
  const head = `${name}: LOSES ${formatCount(lost)} of ${formatCount(generated)} events (${formatRatio(lost / generated)})`;
  const [only] = days;
  if (days.length === 1 && only !== undefined) return [`${head}, all ${dayText(only)}${serverText(records)}.`];
  return [
    `${head}${serverText(records)}:`,
    ...days.slice(0, MOST_DAYS).map((day) => `  ${formatCount(day.events)} ${dayText(day)}`),
    ...(days.length > MOST_DAYS ? [`  … and on ${days.length - MOST_DAYS} more days`] : []),
  ];
}

/** What to do about the settings in use, the headline first. */
export function recordedAnswerLines(
  { name, settings: inUse }: NamedSettings,
  recommended: RecordedRecommendation,
  recordedEvents: number,
): readonly string[] {
  const { ask, demand, decision, judgement, costs, curve, searchedEvents } = recommended;
  const { headroom } = ask;
  if (decision.candidate === null || judgement === null || costs === null)
    return [
      `Nothing is recommended: no settings hold ${headroom} times this record.`,
      whyNotCurrent(name, decision.current, headroom, null),
      ...whyNothing(ask, demand, decision).map((reason) => `  ${reason}`),
    ];
  const { settings } = decision.candidate;
  const isDefaults = JSON.stringify(inUse) === JSON.stringify(WEBHOOK_DEFAULTS);
  const searched =
    searchedEvents < recordedEvents
      ? `Searched in the busiest stretches (${formatCount(searchedEvents)} events) and played through the whole record at ${headroom} times its rate: nothing is lost.`
      : `Played through the whole record at ${headroom} times its rate: nothing is lost.`;
  return [
    `${answerOf(decision.kept, { isDefaults }, flagChanges(ask.current, settings, ask.backend), judgement)} (Prove it with: audit-bench run.)`,
    ...(decision.kept ? [] : [whyNotCurrent(name, decision.current, headroom, null)]),
    searched,
    firstLossSentence(judgement),
    '',
    ...costSentences(settings, costs, ask, demand),
    ...receiverAwaySentences(costs),
    '',
    ...curveLines(curve),
  ];
}

interface LossDay {
  readonly startMs: number;
  events: number;
  lastMs: number;
}

function lossDays(records: readonly RecordLoss[]): readonly LossDay[] {
  const days = new Map<string, LossDay>();
  for (const { lostMs } of records)
    for (const atMs of lostMs) {
      const key = formatDay(atMs);
      const day = days.get(key);
      if (day === undefined) days.set(key, { startMs: atMs, events: 1, lastMs: atMs });
      else {
        days.set(key, {
          startMs: Math.min(day.startMs, atMs),
          events: day.events + 1,
          lastMs: Math.max(day.lastMs, atMs),
        });
      }
    }
  return [...days.values()].toSorted((a, b) => a.startMs - b.startMs);
}

function dayText({ startMs, lastMs }: LossDay): string {
  const [from, to] = [formatTimeOfDay(startMs), formatTimeOfDay(lastMs)];
  return `on ${formatDay(startMs)} ${from === to ? `at ${from}` : `between ${from} and ${to}`} UTC`;
}

/** Where there are several API servers. */
function serverText(records: readonly RecordLoss[]): string {
  if (records.length < 2) return '';
  const losing = records.filter(({ lostMs }) => lostMs.length > 0);
  return ` (${losing.map(({ instance, lostMs }) => `${instance}: ${formatCount(lostMs.length)}`).join(', ')})`;
}

/** The fullest second of any second. */
export function busiestSecond(timesMs: Float64Array): { readonly startMs: number; readonly events: number } {
  let most = { startMs: timesMs[0] ?? 0, events: 0 };
  let from = 0;
  for (let to = 0; to < timesMs.length; to += 1) {
    while ((timesMs[to] as number) - (timesMs[from] as number) >= 1000) from += 1;
    if (to - from + 1 > most.events) most = { startMs: timesMs[from] as number, events: to - from + 1 };
  }
  return most;
}
