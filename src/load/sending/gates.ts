import type { LoadBalancer } from '../../core/api.ts';
import type { UsableCredentials } from '../../core/credentials.ts';
import { fingerprintOf } from '../../platform/tls-check.ts';
import type { WorkerOptions } from '../generator.ts';

/** Where requests enter: an API server, or a balancer before several. */
export interface Gate {
  readonly origin: string;
  /** Name of the API server; '': which one it is shows when a connection has been made. */
  readonly instance: string;
  readonly caPem: string;
  readonly credentials: UsableCredentials;
  /** `null`: it is an API server. */
  readonly balancer: LoadBalancer | null;
}

/** One for each API server, or the balancer alone. */
export function gatesOf({
  instances,
  balancer,
  caPem,
  credentials,
}: Pick<WorkerOptions, 'instances' | 'balancer' | 'caPem' | 'credentials'>): readonly Gate[] {
  if (balancer !== undefined) return [{ origin: balancer.origin, instance: '', caPem, credentials, balancer }];
  return instances.map(({ name, origin }) => ({ origin, instance: name, caPem, credentials, balancer: null }));
}

/** The name of the API server that a connection leads to; '': it is none of them, or there is no connection yet. */
export function serverOf(socket: unknown, { servers }: LoadBalancer): string {
  return servers[fingerprintOf(socket) ?? ''] ?? '';
}
