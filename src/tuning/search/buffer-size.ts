import { bufferedEventBytes } from './memory.ts';
import { roundDown, roundUp } from './round.ts';

/** Unasked, a buffer is raised to at most this when it is full. */
export const MOST_BUFFER_BYTES = 256 * 2 ** 20;

export interface BufferNeeds {
  /** B* + margin at the headroom and at twice the headroom; Infinity: the ceiling is below the sustained rate there. */
  readonly atHeadroom: number;
  readonly atTwice: number;
}

export interface BufferCap {
  readonly current: number;
  readonly maxBatchSize: number;
  readonly eventBytesMean: number;
  /** `limits.bufferMemory`; `null`: not named. */
  readonly limitBytes: number | null;
}

export interface ChosenBuffer {
  readonly bufferSize: number;
  readonly holdsTwice: boolean;
}

/**
 * The buffer for a shape: the current one where it does, for a larger one costs nothing until it is needed and a smaller
 * one gains nothing; else the next number that people write above what twice the headroom needs, or where memory does
 * not allow that, above what the headroom needs. Only a named memory limit makes it smaller. `null`: nothing holds.
 */
export function chooseBuffer(needs: BufferNeeds, cap: BufferCap): ChosenBuffer | null {
  const most = mostEvents(cap);
  const current = Math.min(cap.current, cap.limitBytes === null ? cap.current : roundDown(most));
  if (current >= needs.atTwice) return { bufferSize: current, holdsTwice: true };
  if (Number.isFinite(needs.atTwice) && roundUp(needs.atTwice) <= most)
    return { bufferSize: roundUp(needs.atTwice), holdsTwice: true };
  if (current >= needs.atHeadroom) return { bufferSize: current, holdsTwice: false };
  if (Number.isFinite(needs.atHeadroom) && roundUp(needs.atHeadroom) <= most)
    return { bufferSize: roundUp(needs.atHeadroom), holdsTwice: false };
  return null;
}

/** Events that the buffer may hold, by the named limit or by what is raised unasked. */
export function mostEvents({ limitBytes, maxBatchSize, eventBytesMean }: BufferCap): number {
  const perEvent = bufferedEventBytes(eventBytesMean);
  return limitBytes === null ? MOST_BUFFER_BYTES / perEvent : Math.max(0, limitBytes / perEvent - maxBatchSize);
}
