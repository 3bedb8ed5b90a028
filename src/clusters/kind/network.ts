import { missingTool } from '../../core/errors.ts';
import { freePort } from '../../platform/programs.ts';
import type { Preparation } from '../provider.ts';
import type { Environment, Tools } from './tools.ts';

/** The IPv6 network that kind itself derives from the name `kind` (kind pkg/cluster/internal/providers/docker/network.go). */
const KIND_IPV6 = 'fc00:f853:ccd:e793::/64';

/** The container network that kind puts its nodes into. */
export function networkName(environment: Environment): string {
  return environment['KIND_EXPERIMENTAL_DOCKER_NETWORK'] ?? 'kind';
}

/**
 * Finds, or makes as kind would, the network of the nodes. From a node this machine is the network's gateway; where that
 * address is inside a virtual machine (Docker Desktop), it is host.docker.internal.
 * Errors: AuditBenchError (exit 3) when there is no such network and none can be made.
 */
export async function prepareNetwork(tools: Tools, name: string): Promise<Omit<Preparation, 'log'>> {
  const gateway = (await gatewayOf(tools, name)) ?? (await makeNetwork(tools, name));
  // Asked of the system, for a bridge without containers is down and its address in no list.
  const isOurs = await freePort(gateway).then(
    () => true,
    () => false,
  );
  if (isOurs) return { bindAddress: gateway, receiverHost: gateway };
  return { bindAddress: '127.0.0.1', receiverHost: 'host.docker.internal' };
}

async function makeNetwork(tools: Tools, name: string): Promise<string> {
  const options =
    tools.engine === 'docker'
      ? ['-o', 'com.docker.network.bridge.enable_ip_masquerade=true', '-o', 'com.docker.network.driver.mtu=1500']
      : [];
  const create = (more: readonly string[]) =>
    tools.container(['network', 'create', '-d', 'bridge', ...options, ...more, name]);
  const dual = await create(['--ipv6', '--subnet', KIND_IPV6]);
  const made = dual.failure === '' ? dual : await create([]);
  const gateway = await gatewayOf(tools, name);
  if (gateway !== null) return gateway;
  throw missingTool(
    `${tools.engine}: the network ${name} cannot be made: ${made.failure || 'it has no IPv4 gateway'}`,
    `${tools.engine} network inspect ${name} shows it`,
  );
}

/** Shapes: docker and nerdctl `[{IPAM: {Config: [{Gateway}]}}]`, podman `[{subnets: [{gateway}]}]`. */
async function gatewayOf(tools: Tools, name: string): Promise<string | null> {
  const { failure, stdout } = await tools.container(['network', 'inspect', name]);
  if (failure !== '') return null;
  const [network] = JSON.parse(stdout) as readonly {
    readonly IPAM?: { readonly Config?: readonly { readonly Gateway?: string }[] };
    readonly subnets?: readonly { readonly gateway?: string }[];
  }[];
  const gateways = [
    ...(network?.IPAM?.Config ?? []).map(({ Gateway }) => Gateway),
    ...(network?.subnets ?? []).map(({ gateway }) => gateway),
  ];
  return gateways.find((gateway) => gateway?.includes('.'))?.replace(/\/\d+$/, '') ?? null;
}
