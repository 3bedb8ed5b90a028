import { poissonPositions } from './poisson.ts';
import type { ConstantPhase, Phase, RampPhase } from './scenario.ts';

/** When the requests of a phase are to be sent: the k-th at `atMs(k)`, ms from the phase's start, never falling. */
export interface IntendedSchedule {
  readonly count: number;
  readonly atMs: (k: number) => number;
}

/**
 * The schedule of a paced phase; empty for a burst (it has no plan) and for idle. Request k leaves when the integral of
 * the rate reaches k:  N(t) = ∫₀ᵗ r(u) du = k; with `arrivals: poisson` when it reaches the k-th of as many random
 * positions, drawn with the seed. Asked for in order, a time costs O(1).
 */
export function intendedSchedule(phase: Phase, multiple: number, seed = 1): IntendedSchedule {
  if (phase.kind !== 'constant' && phase.kind !== 'ramp') return { count: 0, atMs: () => 0 };
  const even = phase.kind === 'constant' ? constantSchedule(phase, multiple) : rampSchedule(phase, multiple);
  if (phase.arrivals !== 'poisson') return even;
  const position = poissonPositions(even.count, seed);
  return { count: even.count, atMs: (k) => even.atMs(position(k)) };
}

/** All of a schedule. */
export function intendedTimes(phase: Phase, multiple: number, seed = 1): Float64Array {
  const { count, atMs } = intendedSchedule(phase, multiple, seed);
  return Float64Array.from({ length: count }, (_, k) => atMs(k));
}

/** Requests that a phase intends. */
export function intendedCount(phase: Phase, multiple: number): number {
  if (phase.kind === 'burst') return Math.round(phase.requests * multiple);
  return intendedSchedule(phase, multiple).count;
}

/** Requests/s that a phase is to have at most; 0: it has no plan. */
export function peakPerSecond(phase: Phase): number {
  if (phase.kind === 'constant') return phase.ratePerSecond;
  return phase.kind === 'ramp' ? Math.max(phase.fromPerSecond, phase.toPerSecond) : 0;
}

/** r(t) = r:  tₖ = k / r */
function constantSchedule({ ratePerSecond, durationMs }: ConstantPhase, multiple: number): IntendedSchedule {
  const perMs = (ratePerSecond * multiple) / 1000;
  return { count: Math.round(perMs * durationMs), atMs: (k) => k / perMs };
}

/**
 * r(t) = r₀ + a·t with a = (r₁ − r₀)/T:  N(t) = r₀·t + a·t²/2 = k, so
 *   tₖ = 2k / (r₀ + √(r₀² + 2·a·k))
 * which is the usual root without its cancellation, and right for r₀ = 0 and for a = 0.
 */
function rampSchedule({ fromPerSecond, toPerSecond, durationMs }: RampPhase, multiple: number): IntendedSchedule {
  const from = (fromPerSecond * multiple) / 1000;
  const to = (toPerSecond * multiple) / 1000;
  const slope = (to - from) / durationMs;
  return {
    // From whole numbers, so that an area of exactly a half is rounded alike everywhere.
    count: Math.round(((fromPerSecond + toPerSecond) * multiple * durationMs) / 2000),
    atMs: (k) => {
      if (k <= 0) return 0;
      const root = Math.sqrt(Math.max(0, from * from + 2 * slope * k));
      return Math.min(durationMs, (2 * k) / (from + root));
    },
  };
}
