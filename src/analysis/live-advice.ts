import { flagArguments, settingsToFlags } from '../core/flags.ts';
import { WEBHOOK_DEFAULTS } from '../core/kubernetes-defaults.ts';
import { type AuditSettings, type BatchSettings, ceilingPerSecond, instantCapacity } from '../core/settings.ts';
import { formatCount, formatMs, formatPerSecond } from '../core/units.ts';
import { giveUpMs } from '../core/webhook-delivery.ts';
import type { LiveRates, LossPlace } from './live-losses.ts';

const PLACES: Readonly<Record<LossPlace, string>> = {
  'buffer-full':
    'the buffer overflows: the throttle lets batches out more slowly than events come, raise batch-max-size × throttle-qps or buffer-size',
  receiver: 'the receiver refuses or hangs: batches are given up after 5 attempts',
  discarded: 'events are too large for truncate, or the log file cannot be written',
};

/** Where events get lost, without a word on flags: none are known, or they name no webhook. */
export function lossSentences({ lostAt }: LiveRates): readonly string[] {
  return lostAt === null ? [] : [PLACES[lostAt]];
}

/** What the observed rate means for these settings: the ceiling, which limit the numbers point to, what to try next. */
export function adviceFor(rates: LiveRates, settings: AuditSettings): readonly string[] {
  if (settings.mode !== 'batch') return [`mode ${settings.mode} has no buffer and no ceiling`, ...lossSentences(rates)];
  const ceiling = againstCeiling(rates, settings);
  const away = awaySentence(settings);
  if (rates.lostAt !== 'buffer-full') return [ceiling, ...lossSentences(rates), away];
  return [ceiling, pointsTo(rates, settings), `next: ${simulateCommand(rates, settings)}`, away];
}

/** A short initial backoff loses in the first moment of an outage, and nothing else says so. */
function awaySentence({ initialBackoffMs }: BatchSettings): string {
  return `a batch is given up after ${formatMs(giveUpMs(initialBackoffMs).refusing.min)} of outage of the receiver (initial-backoff)`;
}

/** The same for flags that cannot be read: only what would hold with Kubernetes' defaults, and marked so. */
export function adviceForUnknownFlags(rates: LiveRates): readonly string[] {
  const ifDefaults = `if the defaults are in use: ${againstCeiling(rates, WEBHOOK_DEFAULTS)}`;
  if (rates.lostAt !== 'buffer-full') return [...lossSentences(rates), ifDefaults];
  return [
    ...lossSentences(rates),
    `${ifDefaults}, and ${pointsTo(rates, WEBHOOK_DEFAULTS)}`,
    `next, with your own values in place of the defaults: ${simulateCommand(rates, WEBHOOK_DEFAULTS)}`,
  ];
}

function againstCeiling({ generatedPerSecond }: LiveRates, settings: BatchSettings): string {
  const generated = `generated ${formatPerSecond(generatedPerSecond)}`;
  if (!settings.throttleEnabled) return `${generated} without a throttle, so without a ceiling`;
  const { maxBatchSize, throttleQps } = settings;
  const ceiling = formatPerSecond(maxBatchSize * throttleQps);
  return `${generated} against a ceiling of ${formatCount(maxBatchSize)} × ${throttleQps} = ${ceiling}`;
}

/** As `bindingLimit` judges a trial: the throttle where events came faster than C all the time, else the buffer. */
function pointsTo(rates: LiveRates, settings: BatchSettings): string {
  if (aboveCeiling(rates, settings))
    return 'the numbers point to the throttle: events came faster than it lets them out, and no buffer is large enough if that lasts; raise batch-max-size × throttle-qps';
  const size = `buffer-size of ${formatCount(settings.bufferSize)}`;
  return settings.throttleEnabled
    ? `the numbers point to the buffer: on average the throttle keeps up, but a peak overflowed its ${size}; raise buffer-size, or batch-max-size × throttle-qps above the peak`
    : `the numbers point to the buffer: a peak overflowed its ${size} although no throttle holds batches back; raise buffer-size`;
}

function aboveCeiling({ generatedPerSecond }: LiveRates, settings: BatchSettings): boolean {
  return generatedPerSecond > (ceilingPerSecond(settings) ?? Number.POSITIVE_INFINITY);
}

/** A peak of unknown shape stands in it as the one that would lose as much: the average alone would lose nothing. */
function simulateCommand(rates: LiveRates, settings: BatchSettings): string {
  const flags = flagArguments(settingsToFlags(settings, 'webhook')).join(' ');
  const capacity = instantCapacity(settings);
  const room = Number.isFinite(capacity) ? capacity : settings.bufferSize + settings.maxBatchSize;
  const burst = aboveCeiling(rates, settings) ? '' : ` --burst ${room + rates.dropped}`;
  return `audit-bench simulate --flags '${flags}' --rate ${rateArgument(rates.generatedPerSecond)}${burst}`;
}

/** Never rounded down, for that could fall to the ceiling or to nothing. */
function rateArgument(perSecond: number): string {
  return `${perSecond < 10 ? Math.ceil(perSecond * 10) / 10 : Math.ceil(perSecond)}/s`;
}
