import type { PhaseResult } from '../../core/result.ts';

/** A stretch of the measured time in which arrivals are scaled alike. */
type Span = Pick<PhaseResult, 'kind' | 'startMs' | 'endMs'>;

/**
 * Arrivals under `multiple` times the load: paced phases keep their duration and get more arrivals, a burst keeps its
 * rate and lasts longer (it sends more requests over the same connections), and what comes after it moves back. What
 * lies before, between and after the phases stays as it is.
 *
 * Within a span of n arrivals, arrival k of round(n·multiple) is put where the k/multiple-th was, between neighbours in
 * proportion: the shape of the rate is kept.
 */
export function scaleArrivals(timesMs: Float64Array, phases: readonly Span[], multiple: number): Float64Array {
  if (multiple === 1) return timesMs;
  const spans = [...phases].sort((a, b) => a.startMs - b.startMs);
  let scaled = new Float64Array(Math.ceil(timesMs.length * Math.max(1, multiple)) + spans.length);
  let length = 0;
  let isSorted = true;
  let index = 0;
  let shiftMs = 0;
  const put = (atMs: number): void => {
    if (length > 0 && atMs < (scaled[length - 1] as number)) isSorted = false;
    scaled[length] = atMs;
    length += 1;
  };
  const copyUntil = (endMs: number): void => {
    for (; index < timesMs.length && (timesMs[index] as number) < endMs; index += 1)
      put((timesMs[index] as number) + shiftMs);
  };
  for (const { kind, startMs, endMs } of spans) {
    copyUntil(startMs);
    const from = index;
    while (index < timesMs.length && (timesMs[index] as number) < endMs) index += 1;
    const count = Math.round((index - from) * multiple);
    const stretch = kind === 'burst' ? multiple : 1;
    for (let k = 0; k < count; k += 1) {
      const at = interpolate(timesMs, from, index, k / multiple, endMs);
      put(startMs + (at - startMs) * stretch + shiftMs);
    }
    shiftMs += (endMs - startMs) * (stretch - 1);
  }
  copyUntil(Number.POSITIVE_INFINITY);
  scaled = scaled.subarray(0, length);
  // Rounding may put neighbours the wrong way round; to sort what is sorted would take most of the time.
  return isSorted ? scaled : scaled.sort();
}

/** The time at a fractional index of a span; behind its last arrival the span's end. */
function interpolate(timesMs: Float64Array, from: number, to: number, position: number, endMs: number): number {
  const whole = Math.floor(position);
  const left = timesMs[from + whole] as number;
  const right = from + whole + 1 < to ? (timesMs[from + whole + 1] as number) : endMs;
  return left + (right - left) * (position - whole);
}
