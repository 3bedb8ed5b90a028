import type { ConstantPhase, Phase, RampPhase } from './scenario.ts';

/**
 * Intended send times of a paced phase, ms from its start, sorted; none for a burst (it has no plan) and for idle.
 * Request k leaves when the integral of the rate reaches k:  N(t) = ∫₀ᵗ r(u) du = k.
 */
export function intendedTimes(phase: Phase, multiple: number): Float64Array {
  if (phase.kind === 'constant') return constantTimes(phase, multiple);
  if (phase.kind === 'ramp') return rampTimes(phase, multiple);
  return new Float64Array(0);
}

/** Requests that a phase intends. */
export function intendedCount(phase: Phase, multiple: number): number {
  if (phase.kind === 'burst') return Math.round(phase.requests * multiple);
  return intendedTimes(phase, multiple).length;
}

/** r(t) = r:  tₖ = k / r */
function constantTimes({ ratePerSecond, durationMs }: ConstantPhase, multiple: number): Float64Array {
  const perMs = (ratePerSecond * multiple) / 1000;
  return Float64Array.from({ length: Math.round(perMs * durationMs) }, (_, k) => k / perMs);
}

/**
 * r(t) = r₀ + a·t with a = (r₁ − r₀)/T:  N(t) = r₀·t + a·t²/2 = k, so
 *   tₖ = 2k / (r₀ + √(r₀² + 2·a·k))
 * which is the usual root without its cancellation, and right for r₀ = 0 and for a = 0.
 */
function rampTimes({ fromPerSecond, toPerSecond, durationMs }: RampPhase, multiple: number): Float64Array {
  const from = (fromPerSecond * multiple) / 1000;
  const to = (toPerSecond * multiple) / 1000;
  const slope = (to - from) / durationMs;
  // From whole numbers, so that an area of exactly a half is rounded alike everywhere.
  const count = Math.round(((fromPerSecond + toPerSecond) * multiple * durationMs) / 2000);
  return Float64Array.from({ length: count }, (_, k) => {
    if (k === 0) return 0;
    const root = Math.sqrt(Math.max(0, from * from + 2 * slope * k));
    return Math.min(durationMs, (2 * k) / (from + root));
  });
}
