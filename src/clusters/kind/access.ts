import type { ApiAccess, ApiserverInstance, LoadBalancer } from '../../core/api.ts';
import { type CertificatePair, tlsOf, type UsableCredentials } from '../../core/credentials.ts';
import { clusterFailed } from '../../core/errors.ts';
import { loadAuthority } from '../../platform/certificates.ts';
import { httpsGet } from '../../platform/https-get.ts';
import { verifyServer } from '../../platform/tls-check.ts';
import { READYZ } from '../readyz.ts';
import type { Tools } from './tools.ts';

const PKI = '/etc/kubernetes/pki';
const API_PORT = 6443;
const DIRECT_MS = 2000;

/** How to talk to the API servers of these nodes, with clients of the cluster's own authority. */
export async function readAccess(tools: Tools, nodes: readonly string[], network: string): Promise<ApiAccess> {
  const [first = ''] = nodes;
  const pem = await tools.inNode(first, `cat ${PKI}/ca.crt; echo; cat ${PKI}/ca.key`);
  const [caPem = '', keyPem = ''] = pem.split(/\n\n/);
  const authority = await loadAuthority(caPem, keyPem);
  const admin = await authority.client('audit-bench-admin', ['system:masters']);
  const instances = await Promise.all(
    nodes.map(async (node, index): Promise<ApiserverInstance> => {
      const host = await nodeAddress(tools, node, network);
      const direct = { name: `apiserver-${index + 1}`, origin: `https://${host}:${API_PORT}` };
      if (host !== '' && (await isReady(direct, admin, caPem))) return direct;
      return { ...direct, origin: `https://${await publishedPlace(tools, node)}` };
    }),
  );
  return {
    instances,
    caPem,
    admin,
    credentialsFor: ({ user, groups }) => authority.client(user, groups),
    frontProxy: await frontProxyOf(tools, first),
  };
}

/** kubeadm names the API servers of kind so in the certificate of each (kind pkg/cluster/internal/kubeadm/config.go, certSANs). */
const COMMON_NAME = 'localhost';

/**
 * The balancer that kind has put before these API servers, and how to tell whose connection it has dealt: each has made a
 * certificate of its own. Errors: AuditBenchError (exit 4) when it is not there.
 */
export async function readBalancer(
  tools: Tools,
  cluster: string,
  network: string,
  { instances, caPem, admin }: ApiAccess,
): Promise<LoadBalancer> {
  const node = `${cluster}-external-load-balancer`;
  const shown = await Promise.all(
    instances.map(async ({ name, origin }) => [await verifyServer({ origin, caPem, client: admin }), name] as const),
  );
  const servers = Object.fromEntries(shown.map(([fingerprint, name]) => [fingerprint ?? '', name]));
  const reached = (origin: string): Promise<boolean> =>
    verifyServer({ origin, caPem, client: admin, serverName: COMMON_NAME }).then(
      (fingerprint) => fingerprint !== null && fingerprint in servers,
      () => false,
    );
  const host = await nodeAddress(tools, node, network);
  const direct = `https://${host}:${API_PORT}`;
  if (host !== '' && (await reached(direct))) return { origin: direct, serverName: COMMON_NAME, servers };
  const published = `https://${await publishedPlace(tools, node)}`;
  if (await reached(published)) return { origin: published, serverName: COMMON_NAME, servers };
  throw clusterFailed(`load.via: the load balancer ${node} leads to none of the API servers`);
}

/** kubeadm's own: its API servers take this name for that of a proxy (--requestheader-allowed-names). */
async function frontProxyOf(tools: Tools, node: string): Promise<CertificatePair> {
  const pem = await tools.inNode(node, `cat ${PKI}/front-proxy-ca.crt; echo; cat ${PKI}/front-proxy-ca.key`);
  const [caPem = '', keyPem = ''] = pem.split(/\n\n/);
  return (await loadAuthority(caPem, keyPem)).client('front-proxy-client', []);
}

/** Whether /readyz (with what it is asked to leave out) says 200. */
export async function isReady(
  { origin }: ApiserverInstance,
  client: UsableCredentials,
  caPem: string,
  path = READYZ,
): Promise<boolean> {
  const tls = { ca: caPem, ...tlsOf(client) };
  const answer = await httpsGet(`${origin}${path}`, tls, DIRECT_MS, new AbortController().signal).catch(() => null);
  return answer?.status === 200;
}

/** `v1.34.4` as /version says, without the v. */
export async function readVersion({ instances, caPem, admin }: ApiAccess, signal: AbortSignal): Promise<string> {
  const tls = { ca: caPem, ...tlsOf(admin) };
  const { text } = await httpsGet(`${instances[0]?.origin}/version`, tls, 10_000, signal);
  return String((JSON.parse(text) as { gitVersion?: string }).gitVersion).replace(/^v/, '');
}

/** On Linux a node's own address can be reached, which spares the engine's port proxy. */
async function nodeAddress(tools: Tools, node: string, network: string): Promise<string> {
  const { stdout } = await tools.container(['inspect', '--type', 'container', node]);
  const [container] = JSON.parse(stdout || '[]') as readonly {
    readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
  }[];
  return container?.NetworkSettings.Networks[network]?.IPAddress ?? '';
}

/** Where kind publishes the API server of a node: `127.0.0.1:42589`. */
async function publishedPlace(tools: Tools, node: string): Promise<string> {
  const { stdout, failure } = await tools.container(['port', node, `${API_PORT}/tcp`]);
  const match = /^(.*):(\d+)$/m.exec(stdout);
  if (match === null) throw clusterFailed(`${node}: its API server is not published: ${failure || stdout}`);
  return `${match[1] === '0.0.0.0' ? '127.0.0.1' : match[1]}:${match[2]}`;
}
