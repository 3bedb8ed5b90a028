import type { LoadCounters, LoadSummary, WorkerOptions } from '../generator.ts';
import type { Shard } from '../sources/share.ts';
import type { PhaseRun } from './worker.ts';

/** What a worker's process is asked. */
export interface WorkerCalls {
  open(start: WorkerStart): Promise<void>;
  nowMs(): number;
  setUp(): Promise<void>;
  start(run: PhaseRun): Promise<WorkerSummary>;
  cleanUp(): Promise<void>;
}

/** What it says unasked. All records have been said when `start` resolves. */
export interface WorkerEvents {
  readonly counters: LoadCounters;
  readonly records: Uint8Array;
}

/** What a worker knows of its own share when it is over. */
export interface WorkerSummary extends Omit<LoadSummary, 'workers'> {
  readonly firstSendLagMs: number | null;
  /** Requests that were held back. */
  readonly heldBack: number;
}

export interface WorkerStart {
  readonly options: WorkerOptions;
  readonly shard: Shard;
  /** Workers on the same machine, which share its processors. */
  readonly processes: number;
}
