import { firstAbove, firstFrom } from './sorted-places.ts';

/** Runs of so many are sorted by insertion, which is quick where little is out of order. */
const RUN = 32;

/**
 * Sorts times and carries a tag of each along; equal times stay in their order. Arrivals come nearly sorted, so merging
 * touches only where two runs overlap.
 */
export function sortTagged(timesMs: Float64Array, tags: Uint32Array): void {
  const length = timesMs.length;
  for (let start = 0; start < length; start += RUN) insertionSort(timesMs, tags, start, Math.min(length, start + RUN));
  for (let width = RUN; width < length; width *= 2) {
    for (let start = 0; start + width < length; start += 2 * width)
      merge(timesMs, tags, { start, middle: start + width, end: Math.min(length, start + 2 * width) });
  }
}

function insertionSort(timesMs: Float64Array, tags: Uint32Array, start: number, end: number): void {
  for (let at = start + 1; at < end; at += 1) {
    const time = timesMs[at] as number;
    const tag = tags[at] as number;
    let to = at;
    while (to > start && (timesMs[to - 1] as number) > time) {
      timesMs[to] = timesMs[to - 1] as number;
      tags[to] = tags[to - 1] as number;
      to -= 1;
    }
    timesMs[to] = time;
    tags[to] = tag;
  }
}

interface Runs {
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

function merge(timesMs: Float64Array, tags: Uint32Array, { start, middle, end }: Runs): void {
  const lastLeft = timesMs[middle - 1] as number;
  const firstRight = timesMs[middle] as number;
  if (lastLeft <= firstRight) return;
  // What is before the right run's first, or after the left run's last, is in its place.
  const from = firstAbove(timesMs, firstRight, start, middle);
  const to = firstFrom(timesMs, lastLeft, middle, end);
  const left = timesMs.slice(from, middle);
  const leftTags = tags.slice(from, middle);
  let at = from;
  let inLeft = 0;
  let inRight = middle;
  while (inLeft < left.length) {
    const takesRight = inRight < to && (timesMs[inRight] as number) < (left[inLeft] as number);
    timesMs[at] = takesRight ? (timesMs[inRight] as number) : (left[inLeft] as number);
    tags[at] = takesRight ? (tags[inRight] as number) : (leftTags[inLeft] as number);
    if (takesRight) inRight += 1;
    else inLeft += 1;
    at += 1;
  }
}
