import type { LoadPlace } from './pod-cluster.ts';

/** A cluster file after validation: which API server, made by which provider. */
export type ClusterSpec = ClusterSpecs[ProviderName];

export interface ClusterSpecs {
  readonly embedded: EmbeddedSpec;
  readonly local: LocalSpec;
  readonly kind: KindSpec;
  readonly existing: ExistingSpec;
}

interface CommonSpec {
  readonly name: string;
  /** kube-apiserver processes; the load is spread over them, each is scraped on its own. */
  readonly apiservers: number;
  readonly load: LoadPlace;
}

export interface EmbeddedSpec extends CommonSpec {
  readonly provider: 'embedded';
  /** The version it claims and whose defaults it takes. */
  readonly kubernetesVersion: string;
  /** Time a request takes inside the emulated server. */
  readonly serviceTimeMs: number;
}

export interface LocalSpec extends CommonSpec {
  readonly provider: 'local';
  /** `1.36` or `1.36.3`; `null`: whatever binaries are found. */
  readonly kubernetesVersion: string | null;
  /** Added to kube-apiserver's command line; audit flags are refused here. */
  readonly apiserverFlags: Readonly<Record<string, string>>;
}

export interface KindSpec extends CommonSpec {
  readonly provider: 'kind';
  /** Requests go to each API server in turn, or through the balancer that kind puts before several. */
  readonly loadVia: 'straight' | 'loadBalancer';
  /** `null`: the installed kind's own default image, or `kindest/node:v<kubernetesVersion>`. */
  readonly image: string | null;
  readonly kubernetesVersion: string | null;
  /** CNI, kube-proxy and the rest; false: the quiet control plane. */
  readonly full: boolean;
  readonly apiserverFlags: Readonly<Record<string, string>>;
  readonly nodeLimits: { readonly cpus: number | null; readonly memoryBytes: number | null };
  readonly recreate: 'always' | 'when-needed';
}

/** A cluster of the user's: its flags are read, never changed. */
export interface ExistingSpec extends CommonSpec {
  readonly provider: 'existing';
  /** `null`: $KUBECONFIG or ~/.kube/config. */
  readonly kubeconfig: string | null;
  /** `null`: the current one. */
  readonly context: string | null;
  /** Requests per second that a load may have at most; `null`: it gets none. */
  readonly ceilingPerSecond: number | null;
  /** Audit flags of its API servers, where they cannot be read from it; `null`: they are read. */
  readonly auditFlags: Readonly<Record<string, string>> | null;
  /** File of the audit policy in use; `null`: not known. */
  readonly policy: string | null;
  /** Where its audit webhook leads, when that is here; `null`: events go elsewhere and are not seen. */
  readonly receiver: ExistingReceiver | null;
}

/** A receiver of ours behind the address that the user's webhook kubeconfig names. */
export interface ExistingReceiver {
  /** Address of this machine that it listens on. */
  readonly bind: string;
  readonly port: number;
  /** PEM files: the certificate that it shows, with its chain, and its key. */
  readonly certFile: string;
  readonly keyFile: string;
  /** PEM file: who signs the certificates of the API servers; `null`: they show none. */
  readonly clientCaFile: string | null;
}

export type ProviderName = keyof ClusterSpecs;
