import type { LogResult, ReceiverResult, ShipperResult } from './receiver-result.ts';
import type { WorkerRecord } from './worker-record.ts';
import type { EventAccount, InstanceAccount, OursAccount, RefusedRequests, RequestAccount } from './account.ts';
import type { FlagValues } from './flags.ts';
import type { ObjectiveName } from './objectives.ts';
import type { AuditStage } from './policy.ts';
import type { Binding, Recommendation } from './recommendation.ts';
import type { ReceiverPlan } from './receiver.ts';
import type { RestartResult } from './restart.ts';
import type { Histograms, Quantiles, Series } from './series.ts';
import type { SettingsDocument } from './settings-document.ts';

export type { EventAccount, InstanceAccount, OursAccount, RefusedRequests, RequestAccount } from './account.ts';
export type { Binding } from './recommendation.ts';
export type { SettingsDocument } from './settings-document.ts';
export type {
  FaultResult,
  LogResult,
  OwnBackendResult,
  ReceiverResult,
  RetryResult,
  ShipperResult,
} from './receiver-result.ts';
export type { Histograms, Quantiles, Series } from './series.ts';

/** result.json, schemaVersion 2: everything a report needs. `null` = not measured; 0 = measured, and none. */
export interface RunResult {
  readonly schemaVersion: 2;
  readonly tool: { readonly name: 'audit-bench'; readonly version: string };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** `running` in a file means that the process died; what is there is whole. */
  readonly status: 'running' | 'complete' | 'interrupted';
  readonly scenario: { readonly name: string; readonly description: string; readonly sha256: string };
  readonly cluster: ClusterInfo;
  readonly environment: Environment;
  readonly inputs: RunInputs;
  readonly objectives: readonly { readonly name: ObjectiveName; readonly max: number }[];
  readonly trials: readonly TrialResult[];
  readonly recommendation: Recommendation | null;
  /** `null` while the run goes on. */
  readonly verdict: Verdict | null;
}

export interface Verdict {
  readonly exitCode: number;
  /** One plain sentence. */
  readonly sentence: string;
}

export interface ClusterInfo {
  readonly name: string;
  readonly provider: string;
  readonly kubernetesVersion: string;
  readonly emulated: boolean;
  /** Names of the API servers. */
  readonly instances: readonly string[];
  /** Where binaries or the node image came from, for people. */
  readonly origin: string;
}

export interface Environment {
  readonly os: string;
  readonly kernel: string;
  readonly cpuModel: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly nodeVersion: string;
}

export interface RunInputs {
  readonly scenarioFile: string;
  readonly scenarioText: string;
  readonly clusterFile: string;
  readonly clusterText: string;
  readonly policyText: string;
  /** The file that the scenario's `current.manifest` names. */
  readonly manifestText?: string;
  /** Of other files that the scenario names (policies of variants, a probe), by path as it writes them. */
  readonly files?: Readonly<Record<string, string>>;
  readonly overrides: readonly string[];
  readonly seed: number;
  readonly command: string;
}

export const TRIAL_ROLES = ['variant', 'calibration', 'verify', 'tighter', 'defaults', 'current'] as const;
export type TrialRole = (typeof TRIAL_ROLES)[number];

export interface TrialResult {
  /** Unique in the run and a folder name: `small-1`. */
  readonly id: string;
  readonly variant: string;
  readonly isDefaults: boolean;
  /** From 1. */
  readonly repeat: number;
  readonly role: TrialRole;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly load: TrialLoad;
  readonly settings: SettingsDocument;
  /** The audit flags read back from the running process. */
  readonly flags: FlagValues;
  readonly phases: readonly PhaseResult[];
  readonly requests: RequestAccount;
  /** Measured ones, the most first; absent: none was refused. */
  readonly refused?: readonly RefusedRequests[];
  readonly events: EventAccount;
  /** The events account for each API server; sums to `events` where the receiver can tell them apart. */
  readonly instances: readonly InstanceAccount[];
  /** What dealt the load over them; absent: each request had its own by its number. */
  readonly dealtBy?: 'load balancer';
  /** Events at the busiest API server over the mean of all: 1 is an even deal; absent: there is one API server. */
  readonly arrivalSkew?: number;
  readonly ours: OursAccount;
  readonly lossRatio: number | null;
  readonly predicted: Prediction | null;
  /** From the start of the first measured phase: the first missing event of ours. */
  readonly firstLossAtMs: number | null;
  /** After the last missing event, the first moment when the buffer is empty by the model. */
  readonly recoveredAtMs: number | null;
  readonly binding: Binding | null;
  readonly deliveryLagMs: Quantiles | null;
  /** From the intended start (coordinated omission is counted, not corrected). */
  readonly requestLatencyMs: Quantiles | null;
  /** From the actual send. */
  readonly serviceTimeMs: Quantiles | null;
  /** Actual send − intended start. */
  readonly sendLagMs: Quantiles | null;
  /** Whether late sends change the answer; `null`: none were late, or there is no buffer to ask the model about. */
  readonly lateness: Lateness | null;
  readonly receiver: ReceiverResult;
  /** Of a log backend. */
  readonly log?: LogResult;
  /** Of a shipper of the log that was under test. */
  readonly shipper?: ShipperResult;
  /** API servers that were ended in the middle, as planned; absent: none. */
  readonly restarts?: readonly RestartResult[];
  /** Who sent the load; absent in results from before several machines could. */
  readonly workers?: readonly WorkerRecord[];
  /** The latest first send minus the earliest, each from its own intended time; `null`: fewer than two sent. */
  readonly startSkewMs?: number | null;
  readonly apiserver: {
    readonly memoryPeakBytes: number | null;
    readonly cpuSeconds: number | null;
    /** As it says itself: mean of apiserver_request_duration_seconds between the readings, WATCH and CONNECT apart. */
    readonly requestDurationMeanMs: number | null;
    /** Between neighbouring samples: a hole in the charts; the account rests on the first and the last reading. */
    readonly largestSampleGapMs: number | null;
  };
  readonly series: Series;
  readonly histograms: Histograms;
  /** The first 100 missing events by time. */
  readonly missingSample: readonly MissingEvent[];
  readonly objectives: readonly ObjectiveOutcome[];
  readonly doubts: readonly Doubt[];
  /** No doubts and no error. */
  readonly trusted: boolean;
  /** Why the trial has no numbers; `null`: it ran. */
  readonly error: string | null;
}

/** What the model says of the requests as they were sent, and as they were meant to be. */
export interface Lateness {
  readonly sendLagP99Ms: number;
  readonly asSent: { readonly dropped: number; readonly smallestBuffer: number };
  readonly asIntended: { readonly dropped: number; readonly smallestBuffer: number };
  /** They differ by more than max(S, 1 % of the events): a doubt. */
  readonly matters: boolean;
}

export interface TrialLoad {
  /** Scales rates and burst sizes. */
  readonly multiple: number;
  /** Digest of the requests (core/digests.ts); `v1:…` in runs of before schema version 2, of load, policy and receiver. */
  readonly requestsSha256: string;
  /** Digest of the audit policy; '' in runs of before schema version 2. */
  readonly policySha256: string;
  /** How the receiver behaved. */
  readonly receiver: ReceiverPlan;
}

export interface PhaseResult {
  readonly name: string;
  readonly kind: 'constant' | 'ramp' | 'burst' | 'idle';
  readonly measure: boolean;
  /** From the start of the first measured phase; negative for warm-up. */
  readonly startMs: number;
  readonly endMs: number;
  readonly requests: RequestAccount;
  readonly requestsPerSecond: number | null;
}

/** What the model says of the trial's own arrivals. */
export interface Prediction {
  /** What the documentation's rule would have set for this load, and lost. */
  readonly docsRule: { readonly settings: SettingsDocument; readonly lossRatio: number };
  readonly dropped: number;
  /** Events of batches that the receiver's fault makes the webhook give up; of a fault by chance one draw of many. */
  readonly failed: number;
  readonly lossRatio: number;
  readonly peakBuffer: number;
  /** Smallest free space of the buffer, events; 0 when it overflowed. */
  readonly minFreeBuffer: number;
  /** For each API server, in the order of `cluster.instances`. */
  readonly byInstance: readonly { readonly name: string; readonly dropped: number; readonly peakBuffer: number }[];
}

export interface MissingEvent {
  readonly auditId: string;
  readonly stage: AuditStage;
  /** From the start of the first measured phase. */
  readonly atMs: number;
  /** `GET /api/v1/…`. */
  readonly request: string;
  readonly status: number | null;
}

export interface ObjectiveOutcome {
  readonly name: ObjectiveName;
  readonly max: number;
  /** `null`: not measured, which never meets an objective. */
  readonly actual: number | null;
  readonly met: boolean;
}

/** A reason not to trust a trial; not an error. */
export interface Doubt {
  readonly name: string;
  /** One sentence with the measured value and the threshold. */
  readonly sentence: string;
}
