import type { RecordedArrivals } from '../../core/recorded.ts';
import type { BatchSettings } from '../../core/settings.ts';
import { simulate } from '../../pipeline/simulate.ts';
import { scaleArrivals } from '../arrivals/scale.ts';

/** What settings would have lost of the events of one API server. */
export interface RecordLoss {
  readonly instance: string;
  readonly generated: number;
  readonly peakBuffer: number;
  /** Times of the events that would have been dropped, epoch ms, sorted. */
  readonly lostMs: Float64Array;
}

/** Plays whole records through the buffer that each API server has, at a multiple of their rate. */
export function replayRecords(
  records: readonly RecordedArrivals[],
  settings: BatchSettings,
  multiple = 1,
): readonly RecordLoss[] {
  return records.map(({ instance, timesMs: own }) => {
    const startMs = own[0] ?? 0;
    const endMs = (own.at(-1) ?? 0) + 1;
    const timesMs = scaleArrivals(own, [{ kind: 'constant', startMs, endMs }], multiple);
    const { generated, peakBuffer, droppedIndexes } = simulate(timesMs, settings, { startMs, deliveries: 'summed' });
    const lostMs = Float64Array.from(droppedIndexes, (index) => timesMs[index] as number);
    return { instance, generated, peakBuffer, lostMs };
  });
}

export function lostEvents(losses: readonly RecordLoss[]): number {
  return losses.reduce((sum, { lostMs }) => sum + lostMs.length, 0);
}
