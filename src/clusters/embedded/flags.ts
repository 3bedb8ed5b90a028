import { DEFAULT_KUBERNETES_VERSION } from '../../core/kubernetes-defaults.ts';
import { readAuditFlags } from '../../core/audit-flags/read.ts';
import type { PlaceValues } from '../../core/audit-flags/table.ts';
import { isOn } from '../../core/audit-flags/values.ts';
import type { AuditSettings } from '../../core/settings.ts';
import { parseDurationMs } from '../../core/units.ts';
import type { RotationLimits } from '../../platform/log/rotating-file.ts';

/** What the emulated API server was started with. */
export interface EmulatedFlags {
  readonly host: string;
  readonly port: number;
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientCaFile: string;
  /** `null`: no proxy speaks for others. */
  readonly requestHeaderCaFile: string | null;
  readonly policyFile: string;
  /** `null`: this backend is off. */
  readonly webhook: { readonly file: string; readonly settings: AuditSettings } | null;
  readonly log: EmulatedLog | null;
  readonly version: string;
  readonly serviceTimeMs: number;
}

export interface EmulatedLog {
  readonly path: string;
  readonly settings: AuditSettings;
  readonly limits: RotationLimits;
  /** Text instead of JSON. */
  readonly legacy: boolean;
}

const OWN = new Set([
  'bind-address',
  'secure-port',
  'tls-cert-file',
  'tls-private-key-file',
  'client-ca-file',
  'requestheader-client-ca-file',
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
  const { places, webhook, log } = configuration;
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
    requestHeaderCaFile: own.get('requestheader-client-ca-file') ?? null,
    policyFile: places.policyFile,
    webhook: isOn(places, 'webhook') ? { file: places.webhookConfigFile, settings: webhook } : null,
    log: isOn(places, 'log') ? logOf(places, log) : null,
    version: own.get('emulated-version') ?? DEFAULT_KUBERNETES_VERSION,
    serviceTimeMs: parseDurationMs(own.get('emulated-service-time') ?? '0s') ?? 0,
  };
}

function logOf(places: PlaceValues, settings: AuditSettings): EmulatedLog {
  return {
    path: places.logPath,
    settings,
    limits: {
      maxSizeBytes: places.logMaxSizeMegabytes * 1024 * 1024,
      maxBackups: places.logMaxBackups,
      compress: places.logCompress,
    },
    legacy: places.logFormat === 'legacy',
  };
}
