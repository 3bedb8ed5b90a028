import { readAuditFlags } from '../../core/audit-flags/read.ts';
import { isOn } from '../../core/audit-flags/values.ts';
import type { AuditSettings } from '../../core/settings.ts';
import { parseDurationMs } from '../../core/units.ts';

/** What the emulated API server was started with. */
export interface EmulatedFlags {
  readonly host: string;
  readonly port: number;
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientCaFile: string;
  readonly policyFile: string;
  readonly webhookFile: string;
  readonly settings: AuditSettings;
  readonly version: string;
  readonly serviceTimeMs: number;
}

const OWN = new Set([
  'bind-address',
  'secure-port',
  'tls-cert-file',
  'tls-private-key-file',
  'client-ca-file',
  'emulated-version',
  'emulated-service-time',
]);

/** Errors: Error with a sentence as kube-apiserver would write it: an unknown flag, a refused value. */
export function parseFlags(args: readonly string[]): EmulatedFlags {
  const own = new Map<string, string>();
  const audit: string[] = [];
  for (const argument of args) {
    const match = /^--([a-z0-9-]+)=(.*)$/s.exec(argument);
    const name = match?.[1] ?? '';
    if (OWN.has(name)) own.set(name, match?.[2] ?? '');
    else if (name.startsWith('audit-')) audit.push(argument);
    else throw new Error(`unknown flag: ${argument.split('=')[0]}`);
  }
  const { configuration, problems } = readAuditFlags(audit);
  if (configuration === null) throw new Error(problems.map(({ message }) => message).join('; '));
  const { places, webhook } = configuration;
  if (!isOn(places, 'webhook') || isOn(places, 'log'))
    throw new Error('the emulated API server audits to a webhook, and to nothing else');
  const text = (name: string): string => {
    const value = own.get(name);
    if (value === undefined) throw new Error(`--${name} must be specified`);
    return value;
  };
  return {
    host: text('bind-address'),
    port: Number(text('secure-port')),
    certFile: text('tls-cert-file'),
    keyFile: text('tls-private-key-file'),
    clientCaFile: text('client-ca-file'),
    policyFile: places.policyFile,
    webhookFile: places.webhookConfigFile,
    settings: webhook,
    version: own.get('emulated-version') ?? '1.36',
    serviceTimeMs: parseDurationMs(own.get('emulated-service-time') ?? '0s') ?? 0,
  };
}
