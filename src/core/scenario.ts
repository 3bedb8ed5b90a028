import type { LogSpec } from './log.ts';
import type { ObjectiveName } from './objectives.ts';
import type { Problem } from './errors.ts';
import type { OwnBackend } from './own-backend.ts';
import type { Policy } from './policy.ts';
import type { ReceiverPlan } from './receiver.ts';
import type { PlannedRestart } from './restart.ts';
import type { AuditBackend, AuditSettings } from './settings.ts';
import type { ShipperSpec } from './shipper.ts';

/** A scenario after validation: what load, which receiver, which objectives, which settings. All units resolved. */
/** What is kept of a trial's records when it has been analysed: all, packed, or nothing. */
export const RAW_KEPT = ['full', 'compact', 'until-analysed'] as const;
export type RawKept = (typeof RAW_KEPT)[number];

export interface Scenario {
  readonly raw: RawKept;
  readonly name: string;
  readonly description: string;
  /** What the API server audits; it gets the text as the user wrote it. */
  readonly policy: PolicySource;
  readonly backend: AuditBackend;
  /** How the log is written, where there is one. */
  readonly log: LogSpec;
  /** Settings of the other backend; `null`: it is off. */
  readonly alongside: AuditSettings | null;
  readonly load: LoadSpec;
  readonly receiver: ReceiverSpec;
  /** API servers that are ended in the middle of each measurement; absent: none. */
  readonly restarts?: readonly PlannedRestart[];
  /** The settings in use; Kubernetes' defaults unless the file says otherwise. Judged first where the scenario tunes. */
  readonly current: CurrentSettings;
  /** At least one unless `tune` is set; names are unique; a matrix is already expanded. */
  readonly variants: readonly Variant[];
  /** Trials of each variant. */
  readonly repeat: number;
  readonly objectives: readonly Objective[];
  /** `null`: measure the variants only. */
  readonly tune: TuneSpec | null;
  /** Texts of the files beside its policy and its manifest that decide what is measured, by path; absent: none. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface CurrentSettings {
  /** `Kubernetes' defaults`, `the current settings`, a file's name. */
  readonly label: string;
  readonly settings: AuditSettings;
  readonly isDefaults: boolean;
  /** The file that they were read from, as it was. */
  readonly manifestText?: string;
}

/** `lenient`: a policy that kube-apiserver only warns of is taken as it reads it. */
export type PolicyReadingMode = 'strict' | 'lenient';

export interface PolicySource {
  /** `metadata` (shorthand), a file's path, or `inline`. */
  readonly label: string;
  /** The YAML handed to kube-apiserver, byte for byte what the user wrote (or the bundled text). */
  readonly text: string;
  readonly policy: Policy;
  /** What kube-apiserver warns of and leaves out, where its lenient reading was asked for. */
  readonly warnings: readonly Problem[];
}

export interface Variant {
  readonly name: string;
  readonly settings: AuditSettings;
  /** Of its own; absent: the scenario's. */
  readonly policy?: PolicySource;
  /** True for `preset: kubernetes-defaults`. */
  readonly isDefaults: boolean;
  /** The run fails (exit 1) when this variant misses an objective. */
  readonly mustPass: boolean;
}

export interface Objective {
  readonly name: ObjectiveName;
  /** In the unit of the objective: ratio, count, milliseconds or bytes. */
  readonly max: number;
}

export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface LoadSpec {
  /** Who sends what names nobody else; proves the path, too. */
  readonly identity: Identity;
  /** Sockets of the paced engine, all API servers together. */
  readonly connections: number;
  /** Processes that send the paced phases; each takes every n-th request. */
  readonly workers: number;
  readonly requests: readonly RequestTemplate[];
  /** Recorded requests are sent again instead of a mix, in the one phase that there is then. */
  readonly replay?: ReplaySpec;
  /** Phases with `measure: false` come first. */
  readonly phases: readonly Phase[];
}

export interface ReplaySpec {
  /** Files, folders or patterns of audit logs, absolute. */
  readonly auditLog: readonly string[];
  /** 2: in half the time. */
  readonly speed: number;
  /** 2: twice the requests in the same time, in the same bursts. */
  readonly scale: number;
}

export const REQUEST_VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
] as const;
export type RequestVerb = (typeof REQUEST_VERBS)[number];

export const PATCH_KINDS = ['merge', 'strategic', 'json', 'apply'] as const;
export type PatchKind = (typeof PATCH_KINDS)[number];

export type RequestTemplate = ResourceTemplate | PathTemplate;

export interface ResourceTemplate {
  readonly kind: 'resource';
  readonly verb: RequestVerb;
  /** Plural: `deployments`. */
  readonly resource: string;
  /** Absent: the core group, v1. */
  readonly group?: string;
  readonly version?: string;
  readonly subresource?: string;
  /** Objects that are in no namespace; absent: as Kubernetes has the resource, and of a custom one in a namespace. */
  readonly scope?: 'cluster';
  /** Absent: the load's own namespace, which goes with it. */
  readonly namespace?: string;
  /** Who sends it; absent: the load's identity. */
  readonly identity?: Identity;
  readonly weight: number;
  /** Payload of created and updated objects; without meaning for the verbs that only read. */
  readonly bodySizeBytes: number;
  /** Absent: merge. */
  readonly patch?: PatchKind;
  /** Objects of a page of a list; absent: all in one. */
  readonly pageSize?: number;
  /** How long a watch stays open; absent: a second. */
  readonly watchMs?: number;
}

/** A GET of a non-resource path such as /version. */
export interface PathTemplate {
  readonly kind: 'path';
  readonly path: string;
  readonly identity?: Identity;
  readonly weight: number;
}

interface PhaseCommon {
  readonly name: string;
  readonly measure: boolean;
}
interface PacedPhase extends PhaseCommon {
  /** Independent clients, whose requests come in clusters; absent: evenly spaced. */
  readonly arrivals?: 'poisson';
}
export interface ConstantPhase extends PacedPhase {
  readonly kind: 'constant';
  readonly ratePerSecond: number;
  readonly durationMs: number;
}
export interface RampPhase extends PacedPhase {
  readonly kind: 'ramp';
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
  readonly durationMs: number;
}
/** As fast as the connections allow: closed loop, exactly `requests` requests. */
export interface BurstPhase extends PhaseCommon {
  readonly kind: 'burst';
  readonly requests: number;
  readonly connections: number;
  /** Requests per second that `simulate` assumes; `null`: all at once. */
  readonly assumeRatePerSecond: number | null;
}
export interface IdlePhase extends PhaseCommon {
  readonly kind: 'idle';
  readonly durationMs: number;
}
export type Phase = ConstantPhase | RampPhase | BurstPhase | IdlePhase;

export interface ReceiverSpec {
  /** 0: any free port. */
  readonly port: number;
  readonly plan: ReceiverPlan;
  /** The user's own that is under test; `null`: audit-bench's takes the events. */
  readonly backend: OwnBackend | null;
  /** Of the audit log, under test; `null`: none is. */
  readonly shipper: ShipperSpec | null;
}

/** Limits a recommendation must keep; `null` = no limit. */
export interface TuneLimits {
  readonly bufferMemoryBytes: number | null;
  readonly receiverRequestsPerSecond: number | null;
  readonly receiverConcurrency: number | null;
  readonly bodyBytes: number | null;
  readonly eventBytes: number | null;
  readonly deliveryLagMs: number | null;
  readonly shutdownDrainMs: number | null;
}

export interface TuneSpec {
  /** Verifying trials at headroom. */
  readonly repeat: number;
  /** ≥ 1: the load is multiplied by it in rate and number. */
  readonly headroom: number;
  readonly limits: TuneLimits;
  readonly surviveReceiverOutageMs: number | null;
  readonly allowBlocking: boolean;
  readonly maxTrials: number;
  /** Settings of the calibration trial; it need not lose nothing. */
  readonly calibration: AuditSettings;
  /** Candidate values; `null`: what people write. */
  readonly space: {
    readonly maxBatchSize: readonly number[] | null;
    readonly throttleQps: readonly number[] | null;
    readonly throttleBurst: readonly number[] | null;
    readonly maxBatchWaitMs: readonly number[] | null;
  };
}

/** Seconds of load in `phases`; a burst counts as 0, how long it takes is not known before. */
export function plannedDurationMs(phases: readonly Phase[]): number {
  return phases.reduce((sum, phase) => sum + (phase.kind === 'burst' ? 0 : phase.durationMs), 0);
}
