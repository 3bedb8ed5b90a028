import { cpus, release, totalmem, type as osType } from 'node:os';
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
