import { AuditBenchError } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
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
  /** For people: a process's number, a pod's name. */
  readonly name: string;
  /** Its clock now, epoch ms. */
  nowMs(): Promise<number>;
  setUp(): Promise<void>;
  /**
   * Sends phases; resolves when everything is over and the last record has been handed over.
   * Errors: WorkerLost where it has gone away and others can go on without it.
   */
  start(run: PhaseRun, listener: WorkerListener): Promise<LoadSummary>;
  cleanUp(): Promise<void>;
}

/** A worker that went away in the middle of its share, with how. */
export class WorkerLost extends AuditBenchError {
  constructor(how: string) {
    super(EXIT.clusterFailed, [{ message: how }]);
    this.name = 'WorkerLost';
  }
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
