import type { Resource, Scope } from '../../core/scope.ts';
import type { LoadCounters, LoadSummary, WorkersOptions } from '../generator.ts';

/** Starts the workers of a load somewhere: processes on this machine, pods of a cluster. */
export interface LoadWorkerDriver {
  /** Gives everything back when it throws. */
  open(options: WorkersOptions, scope: Scope): Promise<readonly LoadWorker[]>;
}

/**
 * Sends a share of a load from wherever it is. It needs no disk and no clock in common with who asks it: records come
 * back as a stream, and moments are given and written with the distance between the two clocks taken off.
 */
export interface LoadWorker extends Resource {
  /** Its clock now, epoch ms. */
  nowMs(): Promise<number>;
  setUp(): Promise<void>;
  /** Sends phases; resolves when everything is over and the last record has been handed over. */
  start(run: PhaseRun, listener: WorkerListener): Promise<LoadSummary>;
  cleanUp(): Promise<void>;
}

export interface PhaseRun {
  /** Of `load.phases`. */
  readonly indexes: readonly number[];
  /** When the first begins, by the worker's own clock. */
  readonly atEpochMs: number;
  /** How far the worker's clock is ahead of the one by which records and summaries are written. */
  readonly aheadMs: number;
}

export interface WorkerListener {
  /** A few times a second. */
  counters(counters: LoadCounters): void;
  /** Whole lines of requests.jsonl; the bytes must stay as they are. */
  records(lines: Uint8Array): void;
}
