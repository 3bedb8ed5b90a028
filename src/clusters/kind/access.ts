import type { ApiAccess, ApiserverInstance } from '../../core/api.ts';
import { clusterFailed } from '../../core/errors.ts';
import { loadAuthority } from '../../platform/certificates.ts';
import { httpsGet } from '../../platform/https-get.ts';
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
  const tls = { ca: caPem, cert: admin.certificatePem, key: admin.keyPem };
  const instances = await Promise.all(
    nodes.map(async (node, index): Promise<ApiserverInstance> => {
      const host = await nodeAddress(tools, node, network);
      const direct = host !== '' && (await isReady({ host, port: API_PORT }, tls));
      const place = direct ? { host, port: API_PORT } : await publishedPlace(tools, node);
      return { name: `apiserver-${index + 1}`, ...place };
    }),
  );
  return { instances, caPem, admin, credentialsFor: ({ user, groups }) => authority.client(user, groups) };
}

/** Whether /readyz (with what it is asked to leave out) says 200. */
export async function isReady(
  { host, port }: Pick<ApiserverInstance, 'host' | 'port'>,
  tls: { readonly ca: string; readonly cert: string; readonly key: string },
  path = READYZ,
): Promise<boolean> {
  const url = `https://${host}:${port}${path}`;
  const answer = await httpsGet(url, tls, DIRECT_MS, new AbortController().signal).catch(() => null);
  return answer?.status === 200;
}

/** `v1.34.4` as /version says, without the v. */
export async function readVersion({ instances, caPem, admin }: ApiAccess, signal: AbortSignal): Promise<string> {
  const [{ host, port } = { host: '', port: 0 }] = instances;
  const tls = { ca: caPem, cert: admin.certificatePem, key: admin.keyPem };
  const { text } = await httpsGet(`https://${host}:${port}/version`, tls, 10_000, signal);
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
async function publishedPlace(tools: Tools, node: string): Promise<{ host: string; port: number }> {
  const { stdout, failure } = await tools.container(['port', node, `${API_PORT}/tcp`]);
  const match = /^(.*):(\d+)$/m.exec(stdout);
  if (match === null) throw clusterFailed(`${node}: its API server is not published: ${failure || stdout}`);
  return { host: match[1] === '0.0.0.0' ? '127.0.0.1' : (match[1] ?? ''), port: Number(match[2]) };
}
