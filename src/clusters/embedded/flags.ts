import { parseDurationMs } from '../../core/units.ts';
import { kubernetesDefaults, TRUNCATE_DEFAULTS } from '../../core/kubernetes-defaults.ts';
import { settingsRefusals } from '../../core/refusals.ts';
import type { AuditSettings } from '../../core/settings.ts';

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

const KNOWN = new Set([
  'bind-address',
  'secure-port',
  'tls-cert-file',
  'tls-private-key-file',
  'client-ca-file',
  'audit-policy-file',
  'audit-webhook-config-file',
  'audit-webhook-mode',
  'audit-webhook-batch-buffer-size',
  'audit-webhook-batch-max-size',
  'audit-webhook-batch-max-wait',
  'audit-webhook-batch-throttle-enable',
  'audit-webhook-batch-throttle-qps',
  'audit-webhook-batch-throttle-burst',
  'audit-webhook-initial-backoff',
  'audit-webhook-truncate-enabled',
  'audit-webhook-truncate-max-event-size',
  'audit-webhook-truncate-max-batch-size',
  'emulated-version',
  'emulated-service-time',
]);

/** Errors: Error with a sentence as kube-apiserver would write it: an unknown flag, a refused value. */
export function parseFlags(args: readonly string[]): EmulatedFlags {
  const values = new Map<string, string>();
  for (const argument of args) {
    const match = /^--([a-z0-9-]+)=(.*)$/s.exec(argument);
    if (match?.[1] === undefined || !KNOWN.has(match[1])) throw new Error(`unknown flag: ${argument.split('=')[0]}`);
    values.set(match[1], match[2] ?? '');
  }
  const text = (name: string): string => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`--${name} must be specified`);
    return value;
  };
  const settings = parseSettings(values);
  const refusal = settingsRefusals(settings, 'webhook')[0];
  if (refusal !== undefined) throw new Error(`invalid audit webhook flags: ${refusal}`);
  return {
    host: text('bind-address'),
    port: Number(text('secure-port')),
    certFile: text('tls-cert-file'),
    keyFile: text('tls-private-key-file'),
    clientCaFile: text('client-ca-file'),
    policyFile: text('audit-policy-file'),
    webhookFile: text('audit-webhook-config-file'),
    settings,
    version: values.get('emulated-version') ?? '1.36',
    serviceTimeMs: parseDurationMs(values.get('emulated-service-time') ?? '0s') ?? 0,
  };
}

function parseSettings(values: ReadonlyMap<string, string>): AuditSettings {
  const defaults = kubernetesDefaults('webhook');
  if (defaults.mode !== 'batch') throw new Error('the webhook default is batch mode');
  const read = <T>(name: string, fallback: T, parse: (text: string) => T): T => {
    const text = values.get(`audit-webhook-${name}`);
    return text === undefined ? fallback : parse(text);
  };
  const duration = (text: string): number => parseDurationMs(text) ?? 0;
  const common = {
    initialBackoffMs: read('initial-backoff', defaults.initialBackoffMs, duration),
    truncate: read('truncate-enabled', false, (text) => text === 'true')
      ? {
          maxEventSizeBytes: read('truncate-max-event-size', TRUNCATE_DEFAULTS.maxEventSizeBytes, Number),
          maxBatchSizeBytes: read('truncate-max-batch-size', TRUNCATE_DEFAULTS.maxBatchSizeBytes, Number),
        }
      : null,
  };
  const mode = read('mode', 'batch', String);
  if (mode === 'blocking' || mode === 'blocking-strict') return { mode, ...common };
  if (mode !== 'batch')
    throw new Error(`invalid audit webhook mode ${mode}, allowed modes are "batch,blocking,blocking-strict"`);
  return {
    mode,
    bufferSize: read('batch-buffer-size', defaults.bufferSize, Number),
    maxBatchSize: read('batch-max-size', defaults.maxBatchSize, Number),
    maxBatchWaitMs: read('batch-max-wait', defaults.maxBatchWaitMs, duration),
    throttleEnabled: read('batch-throttle-enable', true, (text) => text === 'true'),
    throttleQps: read('batch-throttle-qps', defaults.throttleQps, Number),
    throttleBurst: read('batch-throttle-burst', defaults.throttleBurst, Number),
    ...common,
  };
}
