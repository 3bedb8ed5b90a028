import type { ApiserverInstance, LoadBalancer } from '../core/api.ts';
import type { LoadShape } from '../core/load-shape.ts';
import type { UsableCredentials } from '../core/credentials.ts';
import type { WorkerRecord } from '../core/worker-record.ts';
import type { LoadSpec, Phase } from '../core/scenario.ts';
import type { Resource, Scope } from '../core/scope.ts';

/**
 * Sends the requests of a load. Paced phases are open loop: a slow server never delays the next intended send.
 * Opened once a trial; set-up and clean-up of its objects are its business.
 */
export interface LoadDriver {
  open(options: LoadOptions, scope: Scope): Promise<LoadGenerator>;
}

/** What each worker of a load knows. */
export interface WorkerOptions {
  readonly load: LoadSpec;
  /** Rates and burst sizes are multiplied by it; durations stay. */
  readonly multiple: number;
  readonly instances: readonly ApiserverInstance[];
  /** The load goes through it; absent: straight to each API server. */
  readonly balancer?: LoadBalancer;
  readonly caPem: string;
  /** The load's identity. */
  readonly credentials: UsableCredentials;
  /** system:masters, for set-up and clean-up. */
  readonly admin: UsableCredentials;
  /** In every Audit-ID of the load. */
  readonly trialKey: string;
  readonly seed: number;
  /** What is done when the cluster has trouble (429, slow answers): a cluster of the user's is spared. Default: go on. */
  readonly onTrouble?: 'go on' | 'hold back';
}

/** What it takes to start workers, beside what each of them knows. */
export interface WorkersOptions extends WorkerOptions {
  /** This machine as the API servers see it. */
  readonly receiverHost: string;
}

export interface LoadOptions extends WorkersOptions {
  /** requests.jsonl is written here (RequestRecord). */
  readonly recordFile: string;
}

export interface LoadGenerator extends Resource {
  /** Warms up its own code, creates the namespace and the objects that the load needs, opens every connection. */
  setUp(): Promise<void>;
  /**
   * Sends the phases with these indexes of `load.phases`, back to back; resolves when every answer is there or was
   * given up (30 s after it was sent), and all of it is recorded.
   */
  run(phaseIndexes: readonly number[], listener: (counters: LoadCounters) => void): Promise<LoadSummary>;
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

export interface LoadSummary {
  readonly phases: readonly PhaseSummary[];
  /** The table that the records so far point into. */
  readonly shapes: readonly LoadShape[];
  readonly workers: readonly WorkerRecord[];
}

export interface PhaseSummary {
  readonly index: number;
  readonly kind: Phase['kind'];
  /** Epoch ms of the plan's start and end; of a burst, first send and last answer. */
  readonly startMs: number;
  readonly endMs: number;
  readonly intended: number;
}
