import { networkInterfaces } from 'node:os';

/** The addresses of this machine, IPv4 and IPv6. */
export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
}
