/** Pods that send load: what is asked of the cluster that they run in. */

/** A namespace of a cluster of the user's. */
export interface PodPlace {
  /** `null`: $KUBECONFIG or ~/.kube/config. */
  readonly kubeconfig: string | null;
  readonly context: string;
  /** Must be there; nothing but the run's own Job and Secret is made in it. */
  readonly namespace: string;
}

/** Kubernetes quantities; absent: the namespace's own. */
export interface PodResources {
  /** Requested. */
  readonly cpu?: string | undefined;
  /** Requested, and its limit. */
  readonly memory?: string | undefined;
  readonly cpuLimit?: string | undefined;
}

export interface PodLoad extends PodPlace {
  readonly from: 'pods';
  readonly parallelism: number;
  readonly image: string;
  /** This machine as pods reach it; `null`: as the API server's nodes do. */
  readonly address: string | null;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly resources: PodResources;
  /** How long pods may take until they have called back. */
  readonly startWithinMs: number;
}

/** Where a load comes from. */
export type LoadPlace = { readonly from: 'this machine' } | PodLoad;

/** Labels of everything that a run makes in a cluster of the user's. */
export const OURS = { 'app.kubernetes.io/managed-by': 'audit-bench', 'app.kubernetes.io/component': 'load' } as const;
/** Whose it is: the run's process, so that what a killed one left is found. */
export const OWNER_ANNOTATION = 'audit-bench.dev/owner';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** A namespace of a cluster in which a Job can be run. Errors of all: AuditBenchError with what is missing. */
export interface PodCluster {
  /** The Secret first; it goes with the Job. */
  create(job: KubernetesObject, secret: KubernetesObject): Promise<void>;
  pods(job: string): Promise<readonly PodState[]>;
  /** Why the Job makes no pods (a quota, a policy of the namespace); `null`: nothing is known. */
  jobProblem(job: string): Promise<string | null>;
  /** Jobs of runs, whoever's: their name, and what stands in `OWNER_ANNOTATION`. */
  jobs(): Promise<readonly { readonly name: string; readonly owner: string }[]>;
  /** Deletes Job, pods and Secret; nothing where they have gone already. */
  delete(job: string): Promise<void>;
}

/** A pod as its status tells it. */
export interface PodState {
  readonly name: string;
  readonly node: string | null;
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  /** Why it waits or how it ended, in Kubernetes' own words: `ImagePullBackOff: …`, `OOMKilled`. */
  readonly reason: string | null;
  /** It will not become better by waiting. */
  readonly hopeless: boolean;
}
