import type { Seconds } from './seconds.ts';

/** What a scenario is made of: all of a record, or its busiest stretch. */
export type Window = 'whole' | { readonly busiestMs: number };

/** A longer record makes a scenario that nobody would wait for. */
export const LONGEST_WHOLE_MS = 10 * 60_000;
export const USUAL_BUSIEST_MS = 5 * 60_000;

export interface Stretch {
  /** Epoch ms, a full second. */
  readonly startMs: number;
  readonly endMs: number;
}

/** Where the window lies in a record. */
export function stretchOf(window: Window, seconds: Seconds): Stretch {
  const startMs = seconds.firstSecond * 1000;
  const endMs = startMs + seconds.span * 1000;
  if (window === 'whole' || window.busiestMs >= endMs - startMs) return { startMs, endMs };
  const busiest = seconds.busiestLong(Math.ceil(window.busiestMs / 1000));
  return { startMs: busiest.startMs, endMs: Math.min(endMs, busiest.startMs + window.busiestMs) };
}
