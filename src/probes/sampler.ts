import type { SampleRecord } from '../core/records.ts';
import type { Resource, Scope } from '../core/scope.ts';
import type { Probe } from './probe.ts';

export interface SamplerOptions {
  readonly probe: Probe;
  readonly intervalMs: number;
  /** Takes every sample, in the order of the grid. */
  readonly onSample: (sample: SampleRecord) => void;
}

/**
 * Reads the probe at t₀ + k · interval until it is closed. A slow reading makes the grid skip the moments that it
 * missed; they show as a gap. There are never two readings at once, and the grid does not drift.
 */
export function startSampler({ probe, intervalMs, onSample }: SamplerOptions, scope: Scope): Resource {
  const stop = new AbortController();
  const signal = AbortSignal.any([scope.signal, stop.signal]);
  const startMs = scope.clock.nowMs();
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      const passed = Math.floor((scope.clock.nowMs() - startMs) / intervalMs);
      await scope.clock.sleep(startMs + (passed + 1) * intervalMs - scope.clock.nowMs(), signal);
      for (const sample of await probe.read('grid', signal)) onSample(sample);
    }
  };
  const ended = loop().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    async close() {
      stop.abort();
      await ended;
    },
  };
}
