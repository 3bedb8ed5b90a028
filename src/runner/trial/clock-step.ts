import type { Clock } from '../../core/scope.ts';

const READINGS = 5;

/**
 * How far the machine's clock is from where it would be had nobody set it since this process began, in ms. A busy
 * machine may take the processor away between two readings, so of several the closest pair counts.
 */
export function clockStepMs(clock: Clock): number {
  const readings = Array.from({ length: READINGS }, () => {
    const beforeMs = clock.nowMs();
    const wallMs = clock.wallMs();
    const afterMs = clock.nowMs();
    return { stepMs: wallMs - beforeMs, uncertainMs: afterMs - beforeMs };
  });
  return readings.reduce((best, each) => (each.uncertainMs < best.uncertainMs ? each : best)).stepMs;
}
