import type { ArrivalRecord } from '../core/arrivals.ts';
import { LATE_MS } from '../core/lateness.ts';
import type { Lateness } from '../core/result.ts';
import type { AuditSettings, BatchSettings } from '../core/settings.ts';
import { simulate } from '../pipeline/simulate.ts';

/** Of no limit, so that the deepest queue is B*. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** `null`: nothing was late, or there is no model to ask. */
export function latenessOf(
  settings: AuditSettings,
  arrivals: readonly ArrivalRecord[],
  sendLagP99Ms: number | null,
): Lateness | null {
  const isLate = settings.mode === 'batch' && sendLagP99Ms !== null && sendLagP99Ms > LATE_MS;
  return isLate ? judgeLateness(settings, arrivals, sendLagP99Ms) : null;
}

/**
 * Whether it matters that requests left late: the model on the arrivals as they were and on those same arrivals earlier by
 * what each was late. The accounts stay exact either way; what may change is the answer, so it matters where the drops or
 * B* differ by more than the model's own error, max(S, 1 % of the events).
 */
export function judgeLateness(
  settings: BatchSettings,
  arrivals: readonly ArrivalRecord[],
  sendLagP99Ms: number,
): Lateness {
  const asSent = outcomeOf(settings, arrivals);
  const asIntended = outcomeOf(settings, arrivals.map(earlier));
  const events = arrivals.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  const allowed = Math.max(settings.maxBatchSize, 0.01 * events);
  const differs = (pick: (outcome: Outcome) => number): boolean => Math.abs(pick(asSent) - pick(asIntended)) > allowed;
  return {
    sendLagP99Ms,
    asSent,
    asIntended,
    matters: differs(({ dropped }) => dropped) || differs(({ smallestBuffer }) => smallestBuffer),
  };
}

type Outcome = Lateness['asSent'];

function outcomeOf(settings: BatchSettings, arrivals: readonly ArrivalRecord[]): Outcome {
  let dropped = 0;
  let smallestBuffer = 1;
  for (const { timesMs, timerStartMs } of arrivals) {
    const start = { deliveries: 'summed', ...(timerStartMs === null ? {} : { timerStartMs }) } as const;
    dropped += simulate(timesMs, settings, start).dropped;
    smallestBuffer = Math.max(
      smallestBuffer,
      simulate(timesMs, { ...settings, bufferSize: UNBOUNDED }, start).peakBuffer,
    );
  }
  return { dropped, smallestBuffer };
}

function earlier(record: ArrivalRecord): ArrivalRecord {
  const { timesMs, lateMs } = record;
  return { ...record, timesMs: timesMs.map((atMs, index) => atMs - (lateMs[index] ?? 0)).sort() };
}
