import { availableParallelism, cpus, release, totalmem, type as osType } from 'node:os';
import type { Environment } from '../core/result.ts';
import { realClock } from './clock.ts';

/** The machine, as far as it matters to a measurement. */
export function readEnvironment(): Environment {
  return {
    os: osType(),
    kernel: release(),
    cpuModel: cpus()[0]?.model ?? 'unknown',
    cpuCount: cpus().length,
    memoryBytes: totalmem(),
    nodeVersion: process.version,
  };
}

/** Long enough for a share in per cent, short enough for whoever waits for a run to start. */
const LOOK_MS = 300;

/** The share of the processors that others use right now, 0 to 1; we only wait meanwhile. */
export async function readBusyness(): Promise<{ readonly busyShare: number; readonly processors: number }> {
  const before = processorTimes();
  await realClock.sleep(LOOK_MS);
  const after = processorTimes();
  const totalMs = after.totalMs - before.totalMs;
  return {
    busyShare: totalMs === 0 ? 0 : 1 - (after.idleMs - before.idleMs) / totalMs,
    processors: availableParallelism(),
  };
}

function processorTimes(): { readonly idleMs: number; readonly totalMs: number } {
  const all = cpus().map(({ times }) => times);
  const idleMs = all.reduce((sum, { idle }) => sum + idle, 0);
  return { idleMs, totalMs: all.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idleMs) };
}
