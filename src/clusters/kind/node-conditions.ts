import type { KindSpec } from '../../core/cluster-spec.ts';
import { clusterFailed } from '../../core/errors.ts';
import type { AuditRoute } from '../../core/target.ts';
import type { ControlPlaneNode } from './node.ts';
import type { Tools } from './tools.ts';

const REACH_S = 5;

/** Cores and memory that nodes may use. Errors: AuditBenchError (exit 4) when the engine refuses. */
export async function limitNodes(
  { cpus, memoryBytes }: KindSpec['nodeLimits'],
  nodes: readonly ControlPlaneNode[],
  tools: Tools,
): Promise<void> {
  const memory = memoryBytes === null ? [] : ['--memory', String(memoryBytes), '--memory-swap', String(memoryBytes)];
  const limits = [...(cpus === null ? [] : ['--cpus', String(cpus)]), ...memory];
  if (limits.length === 0) return;
  const { failure } = await tools.container(['update', ...limits, ...nodes.map(({ name }) => name)]);
  if (failure !== '') throw clusterFailed(`nodeLimits: ${tools.engine} update ${limits.join(' ')}: ${failure}`);
}

/**
 * The receiver must be reachable from where the API server is, before minutes are spent on measuring nothing.
 * Errors: AuditBenchError (exit 4) when it is not.
 */
export async function checkReach(node: ControlPlaneNode, { targets }: AuditRoute, tools: Tools): Promise<void> {
  const { webhook } = targets;
  if (webhook?.backend !== 'webhook') return;
  const { hostname, port } = new URL(webhook.url);
  const script = `timeout ${REACH_S} bash -c '</dev/tcp/${hostname}/${port}' && echo reached || true`;
  if ((await tools.inNode(node.name, script)).includes('reached')) return;
  throw clusterFailed(
    `the receiver at ${hostname}:${port} cannot be reached from the node ${node.name}`,
    'look for a firewall between containers and this machine',
  );
}
