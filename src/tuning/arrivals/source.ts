import type { PhaseResult } from '../../core/result.ts';
import { scaleArrivals } from './scale.ts';

export interface Span extends Pick<PhaseResult, 'kind' | 'startMs' | 'endMs'> {
  /** Requests that were sent in it. */
  readonly requests: number;
}

/** Arrivals at each API server, the phases that they belong to, and the multiple of the load that they were. */
export interface Source {
  readonly arrivals: readonly { readonly timesMs: Float64Array; readonly timerStartMs: number | null }[];
  readonly spans: readonly Span[];
  /** The multiple of the load that these arrivals were. */
  readonly multiple: number;
}

export function measuredSpans(phases: readonly PhaseResult[]): readonly Span[] {
  return phases
    .filter(({ measure }) => measure)
    .map(({ kind, startMs, endMs, requests }) => ({ kind, startMs, endMs, requests: requests.sent }));
}

/** The same load at another multiple. */
export function scaled({ arrivals, spans, multiple: own }: Source, multiple: number): Source {
  const factor = multiple / own;
  return {
    arrivals: arrivals.map(({ timesMs, timerStartMs }) => ({
      timesMs: scaleArrivals(timesMs, spans, factor),
      timerStartMs,
    })),
    spans: stretched(spans, factor),
    multiple,
  };
}

/** Where the phases lie after scaling: a burst lasts longer, and what follows moves back. */
function stretched(spans: readonly Span[], factor: number): readonly Span[] {
  let shiftMs = 0;
  return [...spans]
    .sort((a, b) => a.startMs - b.startMs)
    .map(({ kind, startMs, endMs, requests }) => {
      const durationMs = (endMs - startMs) * (kind === 'burst' ? factor : 1);
      const span = {
        kind,
        startMs: startMs + shiftMs,
        endMs: startMs + shiftMs + durationMs,
        requests: requests * factor,
      };
      shiftMs += durationMs - (endMs - startMs);
      return span;
    });
}

/** L of the busiest API server: events/s over the phases that have a rate, at a multiple of 1. */
export function sustainedPerSecond({ arrivals, spans, multiple }: Source): number {
  const paced = spans.filter(({ kind }) => kind !== 'burst');
  const seconds = paced.reduce((sum, { startMs, endMs }) => sum + (endMs - startMs) / 1000, 0);
  if (seconds <= 0) return 0;
  const inside = (timesMs: Float64Array): number =>
    timesMs.filter((atMs) => paced.some(({ startMs, endMs }) => atMs >= startMs && atMs < endMs)).length;
  return Math.max(0, ...arrivals.map(({ timesMs }) => inside(timesMs))) / seconds / multiple;
}

/** Events/s of an API server over the whole measured time, at a multiple of 1. */
export function meanPerSecond({ arrivals, spans, multiple }: Source): number {
  const endMs = Math.max(0, ...spans.map((span) => span.endMs));
  const events = arrivals.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  return events / multiple / Math.max(1, arrivals.length) / Math.max(1, endMs / 1000);
}
