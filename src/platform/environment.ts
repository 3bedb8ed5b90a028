import { availableParallelism, cpus, loadavg, release, totalmem, type as osType } from 'node:os';
import type { Environment } from '../core/result.ts';

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

/** Programs that wanted a processor in the last minute, and processors that there are. Windows tells no load: 0. */
export function readBusyness(): { readonly load: number; readonly processors: number } {
  return { load: loadavg()[0] ?? 0, processors: availableParallelism() };
}
