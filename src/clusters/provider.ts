import type { ClusterSpec, ProviderName } from '../core/cluster-spec.ts';
import type { Problem } from '../core/errors.ts';
import type { FlagValues } from '../core/flags.ts';
import type { ApiAccess } from '../core/api.ts';
import type { AuditRoute } from '../core/route.ts';
import type { Resource, Scope } from '../core/scope.ts';
import type { AuditSettings } from '../core/settings.ts';

/** Makes API servers whose audit flags can be changed. One instance serves one cluster spec. */
export interface ClusterProvider {
  readonly name: ProviderName;
  /** True: the API server is a stand-in, and every output says so. */
  readonly emulated: boolean;
  /** Everything that can be checked before anything is started; all problems at once. `settings`: those of the run. */
  preflight(scope: Scope, settings: readonly AuditSettings[]): Promise<readonly Problem[]>;
  /** What the sink needs to know before it opens: where to bind, and under which address the API server sees it. */
  prepare(scope: Scope): Promise<Preparation>;
  /** Starts the cluster with these settings and waits until it is ready. Gives everything back when it throws. */
  start(route: AuditRoute, settings: AuditSettings, scope: Scope): Promise<Cluster>;
}

/** Builds a provider for a spec; `options` come from the command line. */
export type ProviderFactory = (spec: ClusterSpec, options: ProviderOptions) => ClusterProvider;

export interface ProviderOptions {
  /** Folder with etcd and kube-apiserver, from `--assets`; `null`: look in the usual places. */
  readonly assetsDir: string | null;
  /** Environment of the process, read in cli/. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `--keep`: leave the cluster running. */
  readonly keep: boolean;
}

export interface Preparation {
  /** Address that the receiver listens on. */
  readonly bindAddress: string;
  /** Address in the webhook kubeconfig, in the receiver's certificate. */
  readonly receiverHost: string;
}

export interface Cluster extends Resource {
  readonly kubernetesVersion: string;
  readonly origin: string;
  readonly api: ApiAccess;
  /** What `start` applied; the first trial with those settings need not apply them again. */
  readonly initial: AppliedAudit;
  /**
   * Changes the audit flags of every API server (a restart from a drained buffer), waits until all are ready, but for
   * hooks that have nothing left to do (readyz.ts), and reads the flags back from the running processes.
   * Errors: AuditBenchError (exit 4) with the API server's last log line when it does not come up; the next call works.
   */
  applyAudit(settings: AuditSettings, signal: AbortSignal): Promise<AppliedAudit>;
  /** Copies the logs of the API servers into `dir`. */
  collectLogs(dir: string): Promise<void>;
}

export interface AppliedAudit {
  /** All audit flags of the running process, by name without dashes. */
  readonly flags: FlagValues;
}
