import type { ApiserverInstance } from '../core/api.ts';
import type { ClientCredentials } from '../core/route.ts';
import type { LoadSpec, Phase } from '../core/scenario.ts';
import type { Resource, Scope } from '../core/scope.ts';

/**
 * Sends the requests of a load. Paced phases are open loop: a slow server never delays the next intended send.
 * Opened once a trial, in a process of its own; set-up and clean-up of its objects are its business.
 */
export interface LoadDriver {
  open(options: LoadOptions, scope: Scope): Promise<LoadGenerator>;
}

export interface LoadOptions {
  readonly load: LoadSpec;
  /** Rates and burst sizes are multiplied by it; durations stay. */
  readonly multiple: number;
  readonly instances: readonly ApiserverInstance[];
  readonly caPem: string;
  /** The load's identity. */
  readonly credentials: ClientCredentials;
  /** system:masters, for set-up and clean-up. */
  readonly admin: ClientCredentials;
  readonly trialKey: string;
  readonly seed: number;
  /** requests.jsonl is written here (RequestRecord), by the generator's own process. */
  readonly recordFile: string;
}

export interface LoadGenerator extends Resource {
  /** Warms up its own code, creates the namespace and the objects that the mix needs, opens every connection. */
  setUp(): Promise<void>;
  /**
   * Sends the phases with these indexes of `load.phases`, back to back; resolves when every answer is there or was
   * given up (30 s after the last intended send).
   */
  run(phaseIndexes: readonly number[], listener: (counters: LoadCounters) => void): Promise<readonly PhaseSummary[]>;
  /** Deletes what setUp and run created. */
  cleanUp(): Promise<void>;
}

export interface LoadCounters {
  /** Index in `load.phases` of the phase that runs, or ran last; `null`: none has begun. */
  readonly phase: number | null;
  readonly intended: number;
  readonly sent: number;
  readonly answered: number;
}

export interface PhaseSummary {
  readonly index: number;
  readonly kind: Phase['kind'];
  /** Epoch ms of the plan's start and end; of a burst, first send and last answer. */
  readonly startMs: number;
  readonly endMs: number;
  readonly intended: number;
}
