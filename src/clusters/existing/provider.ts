import type { ApiAccess } from '../../core/api.ts';
import type { ExistingSpec } from '../../core/cluster-spec.ts';
import { badInput, clusterFailed, type Problem } from '../../core/errors.ts';
import { loadPermissions, READING } from '../../core/permission.ts';
import type { Scope } from '../../core/scope.ts';
import type { Cluster, ClusterProvider, ProviderFactory, ProviderOptions } from '../provider.ts';
import { flagsAsTheyAre } from './as-it-is.ts';
import { clearNamespace, leftNamespaces } from './clear-namespace.ts';
import { type Connection, connect } from './connection.ts';
import { findKubeconfig } from './find-kubeconfig.ts';
import { missingPermissions } from './permissions.ts';
import { givenReceiver } from './given-receiver.ts';

/** A cluster of the user's through a kubeconfig: its flags stay, and without consent it is only read. */
export const existingProvider: ProviderFactory<'existing'> = (spec, options): ClusterProvider => ({
  name: 'existing',
  capabilities: {
    emulated: false,
    settings: 'as they are',
    events: spec.receiver === null ? 'none' : 'as they come',
    logFolders: 'none',
  },
  async preflight(scope, { load }) {
    const connection = await connectTo(spec, options, scope.signal);
    await tellLeft(connection, scope);
    const wanted = options.consent === 'given' && load !== undefined ? [...READING, ...loadPermissions(load)] : READING;
    return [...hiddenApiservers(connection), ...(await missingPermissions(connection, wanted, scope.signal))];
  },
  async prepare() {
    const log = { instances: [], there: null };
    if (spec.receiver === null) return { bindAddress: '127.0.0.1', receiverHost: '127.0.0.1', log };
    const { bind, given } = await givenReceiver(spec.receiver);
    return { bindAddress: bind, receiverHost: bind, log, given };
  },
  async start(audit, scope) {
    if (audit !== 'as it is') throw new Error('the flags of an existing cluster are never changed');
    const connection = await connectTo(spec, options, scope.signal);
    return existingCluster(connection, spec, options, scope);
  },
});

/** Errors: AuditBenchError (exit 2 or 4). */
export async function connectTo(
  spec: ExistingSpec,
  { environment }: Pick<ProviderOptions, 'environment'>,
  signal: AbortSignal,
): Promise<Connection> {
  return connect(await findKubeconfig(spec.kubeconfig, environment), spec.context ?? undefined, signal);
}

async function existingCluster(
  connection: Connection,
  spec: ExistingSpec,
  { consent }: ProviderOptions,
  { clock }: Scope,
): Promise<Cluster> {
  const version = await connection.get(connection.server, '/version');
  if (version.status !== 200) throw clusterFailed(`${connection.server}/version answered ${version.status}`);
  const { gitVersion } = JSON.parse(version.text) as { readonly gitVersion: string };
  return {
    kubernetesVersion: gitVersion.replace(/^v/, ''),
    origin: `context ${connection.context}, ${connection.server}`,
    api: await accessThrough(connection),
    started: { flags: await flagsAsTheyAre(connection, spec) },
    settings: null,
    ...(consent === 'given' ? { clear: (namespace: string) => clearNamespace(connection, namespace, clock) } : {}),
    failure: () => null,
    collectLogs: async () => {},
    close: async () => {},
  };
}

/** Everything is asked as the user of the kubeconfig; what a plugin gives runs out, so it is asked again for every trial. */
async function accessThrough(connection: Connection): Promise<ApiAccess> {
  let access = await connection.access();
  return {
    instances: connection.apiservers.map(({ name, url }) => ({ name, origin: url.replace(/\/$/, '') })),
    caPem: access.caPem,
    get admin() {
      return access.credentials;
    },
    async credentialsFor() {
      access = await connection.access();
      return access.credentials;
    },
    frontProxy: null,
  };
}

/** Readings through one address would be of this API server now and of that one then. */
function hiddenApiservers({ context, server, unreached }: Connection): readonly Problem[] {
  if (unreached < 2) return [];
  return [
    {
      message: `${context}: ${unreached} API servers stand behind ${server}, and not each can be reached by its own address, so their counters cannot be told apart`,
      hint: 'run where the addresses of "kubectl get endpoints kubernetes" can be reached: docs/run-in-cluster.yaml',
    },
  ];
}

async function tellLeft(connection: Connection, { progress }: Scope): Promise<void> {
  const left = await leftNamespaces(connection);
  if (left.length > 0)
    progress.note(
      `${connection.context} has namespaces of loads that nobody took away, or that run now: ${left.join(', ')}; kubectl --context ${connection.context} delete namespace ${left.join(' ')}`,
    );
}

/** What a load may do to a cluster of the user's. Errors: AuditBenchError (exit 2). */
export function refuseUnstated(spec: ExistingSpec): number {
  if (spec.ceilingPerSecond !== null) return spec.ceilingPerSecond;
  throw badInput(
    `${spec.name}: the cluster file states no ceiling, so no load is sent to it`,
    'ceiling: 50/s is what a load may have at most',
  );
}
