import type { ArrivalRecord } from '../../core/arrivals.ts';
import type { RestartRecord } from '../../core/restart.ts';
import type { SimulationStart } from '../../pipeline/simulate.ts';
import type { BatchSettings } from '../../core/settings.ts';
import { firstAbove } from '../columns/sorted-places.ts';

/** What one process of an API server got, between its start and its end; from the start of the measurement, ms. */
export interface Life {
  readonly timesMs: Float64Array;
  readonly start: Pick<SimulationStart, 'startMs' | 'timerStartMs' | 'sizesBytes' | 'ends'>;
  /** `null`: those that the trial began with. */
  readonly settings: BatchSettings | null;
  /** `null`: to the end of the trial. */
  readonly endMs: number | null;
}

/** An API server's arrivals, cut where it was restarted. */
export function livesOf(
  { instance, timesMs, sizesBytes, timerStartMs }: ArrivalRecord,
  restarts: readonly RestartRecord[],
  startMs: number,
): readonly Life[] {
  const own = restarts.filter((restart) => restart.instance === instance);
  const ends = own.map(({ goneMs }) => firstAbove(timesMs, goneMs - startMs));
  return [...own, null].map((restart, life) => {
    const from = life === 0 ? 0 : (ends[life - 1] ?? 0);
    const part = timesMs.subarray(from, ends[life] ?? timesMs.length);
    const before = own[life - 1];
    const timer = life === 0 && timerStartMs !== null ? { timerStartMs } : {};
    return {
      timesMs: part,
      start: {
        sizesBytes: sizesBytes.subarray(from, ends[life] ?? timesMs.length),
        ...(before === undefined ? timer : { startMs: before.goneMs - startMs }),
        ...(restart === null ? {} : { ends: endOf(restart, part, startMs) }),
      },
      settings: own.slice(0, life).findLast(({ to }) => to !== undefined)?.to?.settings ?? null,
      endMs: restart === null ? null : restart.goneMs - startMs,
    };
  });
}

/** At SIGTERM what is under way is answered first, so the buffer is emptied after the last event. */
function endOf(
  { kind, downMs, goneMs, ended }: RestartRecord,
  timesMs: Float64Array,
  startMs: number,
): NonNullable<SimulationStart['ends']> {
  if (kind === 'kill')
    return { atMs: Math.max(downMs - startMs, timesMs.at(-1) ?? Number.NEGATIVE_INFINITY), graceMs: 0 };
  const atMs = Math.max(downMs - startMs, timesMs.at(-1) ?? Number.NEGATIVE_INFINITY);
  return { atMs, graceMs: ended === 'by itself' ? Number.POSITIVE_INFINITY : Math.max(0, goneMs - startMs - atMs) };
}
