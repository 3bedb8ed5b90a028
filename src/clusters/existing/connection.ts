import { clusterFailed, messageOf } from '../../core/errors.ts';
import type { FlagValues } from '../../core/flags.ts';
import { epochMs } from '../../platform/clock.ts';
import { type HttpsAnswer, httpsAsk, httpsGet } from '../../platform/https-get.ts';
import { auditFlagsOf } from '../audit-flags.ts';
import { type ClusterAccess, clusterAccess, httpsOptionsOf } from './access.ts';
import { refuseExpired } from './expired.ts';
import { openKubeConfig } from './kube-config.ts';

const TIMEOUT_MS = 10_000;

/** A live cluster through a kubeconfig; everything here only reads, but `ask` may do more. */
export interface Connection {
  readonly server: string;
  readonly context: string;
  /** One address for each API server where the cluster names them and they can be reached, else the server itself. */
  readonly apiservers: readonly { readonly name: string; readonly url: string }[];
  /** API servers that the cluster names and that cannot be reached one by one. */
  readonly unreached: number;
  get(url: string, path: string): Promise<HttpsAnswer>;
  /** A question to the server of the kubeconfig. */
  ask(method: 'POST' | 'DELETE', path: string, body: object | null, signal: AbortSignal): Promise<HttpsAnswer>;
  /** How others say who the user is; a plugin of the kubeconfig is asked again. Errors: AuditBenchError (exit 2). */
  access(): Promise<ClusterAccess>;
  /** Audit flags of the static pods, where reading pods of kube-system is permitted; `null`: it is not. */
  readFlags(): Promise<readonly ApiserverFlags[] | null>;
}

/** The audit flags of an API server that runs as a static pod. */
export interface ApiserverFlags {
  readonly pod: string;
  /** As in `Connection.apiservers` where those are named by address; `null`: not known. */
  readonly address: string | null;
  readonly flags: FlagValues;
}

/**
 * Errors: AuditBenchError (exit 2) for a kubeconfig that cannot be read or names no such context, (exit 4) when the
 * cluster does not answer.
 */
export async function connect(
  kubeconfig: string,
  context: string | undefined,
  signal: AbortSignal,
): Promise<Connection> {
  const config = await openKubeConfig(kubeconfig, context);
  const server = config.getCurrentCluster()?.server ?? '';
  const options = await httpsOptionsOf(config);
  refuseExpired(options.cert, config.getCurrentContext(), epochMs());
  const get = (url: string, path: string): Promise<HttpsAnswer> =>
    httpsGet(`${url.replace(/\/$/, '')}${path}`, options, TIMEOUT_MS, signal);
  try {
    await get(server, '/readyz');
  } catch (error) {
    throw clusterFailed(
      `${server} cannot be reached: ${messageOf(error)}`,
      'look at the server in the kubeconfig, and at the network between',
    );
  }
  return {
    server,
    context: config.getCurrentContext(),
    ...(await findApiservers(server, get)),
    get,
    ask: (method, path, body, until) =>
      httpsAsk(
        { method, url: `${server.replace(/\/$/, '')}${path}`, json: body === null ? null : JSON.stringify(body) },
        options,
        TIMEOUT_MS,
        until,
      ),
    access: () => clusterAccess(config),
    readFlags: () => readFlags(server, get),
  };
}

interface Endpoints {
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly port: number }[];
  }[];
}

async function findApiservers(
  server: string,
  get: Connection['get'],
): Promise<Pick<Connection, 'apiservers' | 'unreached'>> {
  const fallback = { apiservers: [{ name: server, url: server }], unreached: 0 };
  const answer = await get(server, '/api/v1/namespaces/default/endpoints/kubernetes').catch(() => null);
  if (answer === null || answer.status !== 200) return fallback;
  const { subsets = [] } = JSON.parse(answer.text) as Endpoints;
  const named = subsets.flatMap(({ addresses = [], ports = [] }) =>
    addresses.map(({ ip }) => ({
      name: ip,
      url: `https://${ip.includes(':') ? `[${ip}]` : ip}:${ports[0]?.port ?? 6443}`,
    })),
  );
  const answers = await Promise.all(
    named.map(async (entry) => ((await get(entry.url, '/readyz').catch(() => null)) === null ? [] : [entry])),
  );
  const reached = answers.flat();
  if (reached.length === named.length && reached.length > 0) return { apiservers: reached, unreached: 0 };
  return { ...fallback, unreached: named.length };
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly status?: { readonly podIP?: string };
  readonly spec: { readonly containers: readonly Container[] };
}

interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

/** Labels of API servers: kubeadm's and most others', hosted control planes', OpenShift's. */
const SELECTORS = ['component=kube-apiserver', 'app=kube-apiserver', 'app=openshift-kube-apiserver'];

/** In all namespaces where that may be read, else in kube-system. */
async function readFlags(server: string, get: Connection['get']): Promise<readonly ApiserverFlags[] | null> {
  const everywhere = await Promise.all(SELECTORS.map((selector) => listPods(server, get, '/api/v1/pods', selector)));
  const lists = everywhere.includes(null)
    ? [await listPods(server, get, '/api/v1/namespaces/kube-system/pods', 'component=kube-apiserver')]
    : everywhere;
  if (lists.includes(null)) return null;
  return lists.flatMap((pods) => pods ?? []).map(flagsOfPod);
}

async function listPods(
  server: string,
  get: Connection['get'],
  path: string,
  selector: string,
): Promise<readonly Pod[] | null> {
  const answer = await get(server, `${path}?labelSelector=${encodeURIComponent(selector)}`).catch(() => null);
  return answer?.status === 200 ? (JSON.parse(answer.text) as { readonly items: readonly Pod[] }).items : null;
}

function flagsOfPod({ metadata, spec, status }: Pod): ApiserverFlags {
  const { name, namespace = 'kube-system' } = metadata;
  // Sidecars have flags of their own.
  const named = spec.containers.filter((container) => container.name.includes('kube-apiserver'));
  const containers = named.length > 0 ? named : spec.containers;
  return {
    pod: namespace === 'kube-system' ? name : `${namespace}/${name}`,
    address: status?.podIP ?? null,
    flags: auditFlagsOf(containers.flatMap(({ command = [], args = [] }) => [...command, ...args])),
  };
}
