import type { ApiAccess } from '../core/api.ts';
import type { ClusterSpecs, ProviderName } from '../core/cluster-spec.ts';
import type { Problem } from '../core/errors.ts';
import type { FlagValues } from '../core/flags.ts';
import type { LogPlaces } from '../core/log.ts';
import type { Policy } from '../core/policy.ts';
import type { RestartKind, RestartTimes } from '../core/restart.ts';
import type { LoadSpec } from '../core/scenario.ts';
import type { Breakable, Resource, Scope } from '../core/scope.ts';
import type { AuditChange, AuditRoute, BackendSettings, GivenReceiver } from '../core/target.ts';

/** Makes API servers, or reaches those that are there. One instance serves one cluster spec. */
export interface ClusterProvider {
  readonly name: ProviderName;
  readonly capabilities: ProviderCapabilities;
  /** Everything that can be checked before anything is started; all problems at once. */
  preflight(scope: Scope, planned: PlannedAudit): Promise<readonly Problem[]>;
  /** What the sink needs to know before it opens: where to bind, and under which address the API server sees it. */
  prepare(scope: Scope): Promise<Preparation>;
  /** Starts the cluster and waits until it is ready. Gives everything back when it throws. */
  start(audit: AuditStart, scope: Scope): Promise<Cluster>;
}

/** What can be done with the API servers of a provider; the steps of a trial are chosen by it. */
export interface ProviderCapabilities {
  /** The API server is a stand-in, and every output says so. */
  readonly emulated: boolean;
  /** Whether a trial may change the audit flags. */
  readonly settings: 'changed' | 'as they are';
  /** What a sink of ours gets; of events `as they come` nobody may ask for more. */
  readonly events: 'every API server' | 'as they come' | 'none';
  /** Where the folders of audit logs are that a run can read. */
  readonly logFolders: 'on this machine' | 'mounted into nodes' | 'none';
}

/** What a run will ask of its API servers. */
export interface PlannedAudit {
  readonly settings: readonly BackendSettings[];
  readonly policies: readonly Policy[];
  /** What will be sent; absent: nothing. */
  readonly load?: LoadSpec;
}

/** With what the API servers start: a route and its settings, or as the user runs them. */
export type AuditStart = { readonly route: AuditRoute; readonly settings: BackendSettings } | 'as it is';

/** Builds a provider for a spec; `options` come from the command line. */
export type ProviderFactory<Name extends ProviderName = ProviderName> = (
  spec: ClusterSpecs[Name],
  options: ProviderOptions,
) => ClusterProvider;

export interface ProviderOptions {
  /** Folder with etcd and kube-apiserver, from `--assets`; `null`: look in the usual places. */
  readonly assetsDir: string | null;
  /** Environment of the process, read in cli/. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `--yes-load-this-cluster`: a cluster that is not on this machine may be loaded; default: not given. */
  readonly consent?: 'given' | 'not given';
  /** `--keep`: leave the cluster running. */
  readonly keep: boolean;
}

export interface Preparation {
  /** Address that the receiver listens on. */
  readonly bindAddress: string;
  /** Address in the webhook kubeconfig, in the receiver's certificate. */
  readonly receiverHost: string;
  /** Where logs go, when they are to be read. */
  readonly log: LogPlaces;
  /** What the API servers' own webhook expects here; absent: they are told what the sink has. */
  readonly given?: GivenReceiver;
}

export interface Cluster extends Resource, Partial<Breakable> {
  readonly kubernetesVersion: string;
  readonly origin: string;
  readonly api: ApiAccess;
  /** The audit flags that the API servers started with, read back. */
  readonly started: AppliedAudit;
  /** `null`: the flags are the user's and stay as they are. */
  readonly settings: SettingsControl | null;
  /**
   * Takes the namespace of a load away and waits until it has gone; absent: it goes with the cluster.
   * Errors: AuditBenchError (exit 4) when it stays.
   */
  clear?(namespace: string): Promise<void>;
  /** What of it has ended by itself since it was started or changed; `null`: all of it runs. */
  failure(): Error | null;
  /** Copies the logs of the API servers into `dir`. */
  collectLogs(dir: string): Promise<void>;
}

export interface SettingsControl {
  /**
   * Changes the audit flags and the policy of every API server (a restart from a drained buffer), waits until all are ready, but for
   * hooks that have nothing left to do (readyz.ts), and reads the flags back from the running processes.
   * Errors: AuditBenchError (exit 4) with the API server's last log line when it does not come up; the next call works.
   */
  apply(change: AuditChange, signal: AbortSignal): Promise<AppliedAudit>;
  /**
   * Ends one API server while the others go on, and starts it again; resolves when it is ready.
   * That it ends is no failure. Errors: AuditBenchError (exit 4) when it does not come up again.
   */
  restart(wanted: WantedRestart, signal: AbortSignal): Promise<RestartTimes>;
}

export interface WantedRestart {
  /** Of `api.instances`. */
  readonly index: number;
  readonly kind: RestartKind;
  readonly awayMs: number;
  /** It comes back with this; absent: with the flags that it had. */
  readonly change?: AuditChange;
  /** Called right before it ends: its counters can be read a last time. */
  readonly beforeEnd: () => Promise<void>;
}

export interface AppliedAudit {
  /** All audit flags of the running process, by name without dashes. */
  readonly flags: FlagValues;
}

/** For a provider that only makes API servers of its own. Errors: a bug of the caller's. */
export function ownStart(audit: AuditStart): Exclude<AuditStart, string> {
  if (audit === 'as it is') throw new Error('this provider makes its API servers, it has none as they are');
  return audit;
}
