import type { FlagValues } from './flags.ts';
import type { Policy } from './policy.ts';
import type { LoadShape } from './load-shape.ts';
import { policyDigest, requestsDigest } from './digests.ts';
import type { TrialLoad, TrialRole } from './result.ts';
import type { OwnBackend } from './own-backend.ts';
import type { ReceiverPlan } from './receiver.ts';
import type { RestartRecord } from './restart.ts';
import type { LoadSpec, Objective } from './scenario.ts';
import type { LogReading } from './log.ts';
import type { ShipperReading } from './shipper.ts';
import type { WorkerRecord } from './worker-record.ts';
import type { AuditBackend, AuditSettings } from './settings.ts';

/** 2: requests point at shapes. */
export const RECORDS_VERSION = 2;

/** A response is complete a little after its last byte was read; events of a scrape itself fall into this window. */
export const READING_MARGIN_MS = 50;

/** trial.json: what the analysis needs to know beside the three JSONL files. Written when the trial has been measured. */
export interface TrialMeta {
  /** Of the raw files beside this one; version 1 had no such field, and is taken over when it is read. */
  readonly recordsVersion: typeof RECORDS_VERSION;
  readonly id: string;
  /** The one whose settings these are, and whose events were accounted for. */
  readonly backend: AuditBackend;
  /** What became of the log files; `null`: there was none, or it was not the one that was read. */
  readonly log: LogReading | null;
  readonly variant: string;
  readonly isDefaults: boolean;
  readonly repeat: number;
  readonly role: TrialRole;
  readonly trialKey: string;
  readonly startedAt: string;
  readonly settings: AuditSettings;
  readonly flags: FlagValues;
  readonly multiple: number;
  readonly load: LoadSpec;
  /** What the records of requests point into. */
  readonly shapes: readonly LoadShape[];
  readonly policy: Policy;
  readonly receiver: ReceiverPlan;
  /** The backend of the user's that was under test; absent: none was. */
  readonly ownBackend?: { readonly via: OwnBackend['via']; readonly place: string };
  /** What a shipper of the log did that was under test; absent: none was. */
  readonly shipper?: ShipperReading;
  /** The cluster is the user's, and others work with it; absent: it was made for the run. */
  readonly shared?: { readonly sees: 'events' | 'nothing' };
  readonly objectives: readonly Objective[];
  readonly instances: readonly string[];
  /** What dealt the load over the API servers; absent: each request had its own by its number. */
  readonly dealtBy?: 'load balancer';
  /** Phases that ran, warm-up included. */
  readonly phases: readonly MeasuredPhase[];
  /** Epoch ms: start of the first measured phase, end of the last one, end of the drain. */
  readonly startMs: number;
  readonly endMs: number;
  readonly drainedMs: number;
  /** The drain ended because nothing was in flight any more, not because its time was up. */
  readonly drained: boolean;
  /** Events of the harness's own audited requests between the two readings (scrapes, fillers), by the policy. */
  readonly overheadEvents: number;
  /** Absent in records from before several machines could send. */
  readonly workers?: readonly WorkerRecord[];
  /** API servers that were ended in the middle, as planned, in the order of time; absent: none. */
  readonly restarts?: readonly RestartRecord[];
  /** What disturbed the times of the trial; absent in records from before it was looked for. */
  readonly disturbance?: Disturbance;
  /** Interval of the sampling grid. */
  readonly sampleIntervalMs: number;
}

export interface Disturbance {
  /** How far the machine's clock is from where it would be had nobody set it, and had it not slept, since the run began. */
  readonly clockStepMs: number;
  /** The longest time for which what receives the events stood still. */
  readonly receiverPauseMs: number;
}

export interface MeasuredPhase {
  readonly index: number;
  readonly name: string;
  readonly kind: 'constant' | 'ramp' | 'burst' | 'idle';
  readonly measure: boolean;
  readonly startMs: number;
  readonly endMs: number;
  readonly intended: number;
}

/** A trial's load as result.json writes it. */
export function trialLoad({
  multiple,
  load,
  policy,
  receiver,
}: Pick<TrialMeta, 'multiple' | 'load' | 'policy' | 'receiver'>): TrialLoad {
  return { multiple, requestsSha256: requestsDigest(load), policySha256: policyDigest(policy), receiver };
}
