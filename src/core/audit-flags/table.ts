import { formatDuration } from '../units.ts';
import { parseGoBool, parseGoDurationMs, parseGoFloat32, parseGoInt } from './go-values.ts';

/**
 * Every audit flag of kube-apiserver, once: what reads flags and what writes them goes by this table.
 * Source: k8s.io/apiserver pkg/server/options/audit.go at v0.36.3 (`AddFlags`); v0.34.4 and v0.37.2 have the same names.
 */

export type FlagValue = string | number | boolean;
export type FlagType = 'text' | 'whole number' | 'number' | 'boolean' | 'duration';

/** The flags that each of both backends has, `--audit-webhook-…` and `--audit-log-…`, flat as kube-apiserver holds them. */
export interface BackendValues {
  readonly mode: string;
  readonly bufferSize: number;
  readonly maxBatchSize: number;
  readonly maxBatchWaitMs: number;
  readonly throttleEnabled: boolean;
  readonly throttleQps: number;
  readonly throttleBurst: number;
  readonly initialBackoffMs: number;
  readonly truncateEnabled: boolean;
  readonly truncateEventBytes: number;
  readonly truncateBatchBytes: number;
}

/** The flags that stand alone: files, formats, rotation. An empty text: not set. */
export interface PlaceValues {
  readonly policyFile: string;
  readonly webhookConfigFile: string;
  readonly webhookVersion: string;
  readonly logPath: string;
  readonly logFormat: string;
  readonly logVersion: string;
  readonly logCompress: boolean;
  readonly logMaxAgeDays: number;
  readonly logMaxBackups: number;
  readonly logMaxSizeMegabytes: number;
}

export interface BackendRow {
  /** What follows `audit-webhook-` or `audit-log-`. */
  readonly suffix: string;
  readonly type: FlagType;
  readonly key: keyof BackendValues;
  /** The key in a scenario's settings. */
  readonly setting: string;
  /** Where the flag has a meaning, and so is written. */
  readonly writtenFor: 'webhook' | 'every mode' | 'batch mode' | 'a throttle' | 'truncation';
}

export const BACKEND_ROWS: readonly BackendRow[] = [
  { suffix: 'mode', type: 'text', key: 'mode', setting: 'mode', writtenFor: 'every mode' },
  {
    suffix: 'batch-buffer-size',
    type: 'whole number',
    key: 'bufferSize',
    setting: 'bufferSize',
    writtenFor: 'batch mode',
  },
  {
    suffix: 'batch-max-size',
    type: 'whole number',
    key: 'maxBatchSize',
    setting: 'maxBatchSize',
    writtenFor: 'batch mode',
  },
  // Always beside the size: a batch of more than one event without a wait makes the collector spin on a whole core.
  {
    suffix: 'batch-max-wait',
    type: 'duration',
    key: 'maxBatchWaitMs',
    setting: 'maxBatchWait',
    writtenFor: 'batch mode',
  },
  {
    suffix: 'batch-throttle-enable',
    type: 'boolean',
    key: 'throttleEnabled',
    setting: 'throttleEnable',
    writtenFor: 'batch mode',
  },
  {
    suffix: 'batch-throttle-qps',
    type: 'number',
    key: 'throttleQps',
    setting: 'throttleQps',
    writtenFor: 'a throttle',
  },
  {
    suffix: 'batch-throttle-burst',
    type: 'whole number',
    key: 'throttleBurst',
    setting: 'throttleBurst',
    writtenFor: 'a throttle',
  },
  {
    suffix: 'initial-backoff',
    type: 'duration',
    key: 'initialBackoffMs',
    setting: 'initialBackoff',
    writtenFor: 'webhook',
  },
  {
    suffix: 'truncate-enabled',
    type: 'boolean',
    key: 'truncateEnabled',
    setting: 'truncate',
    writtenFor: 'truncation',
  },
  {
    suffix: 'truncate-max-event-size',
    type: 'whole number',
    key: 'truncateEventBytes',
    setting: 'truncate.maxEventSize',
    writtenFor: 'truncation',
  },
  {
    suffix: 'truncate-max-batch-size',
    type: 'whole number',
    key: 'truncateBatchBytes',
    setting: 'truncate.maxBatchSize',
    writtenFor: 'truncation',
  },
];

const PLACE_ROWS: readonly { readonly name: string; readonly type: FlagType; readonly key: keyof PlaceValues }[] = [
  { name: 'audit-policy-file', type: 'text', key: 'policyFile' },
  { name: 'audit-webhook-config-file', type: 'text', key: 'webhookConfigFile' },
  { name: 'audit-webhook-version', type: 'text', key: 'webhookVersion' },
  { name: 'audit-log-path', type: 'text', key: 'logPath' },
  { name: 'audit-log-format', type: 'text', key: 'logFormat' },
  { name: 'audit-log-version', type: 'text', key: 'logVersion' },
  { name: 'audit-log-compress', type: 'boolean', key: 'logCompress' },
  { name: 'audit-log-maxage', type: 'whole number', key: 'logMaxAgeDays' },
  { name: 'audit-log-maxbackup', type: 'whole number', key: 'logMaxBackups' },
  { name: 'audit-log-maxsize', type: 'whole number', key: 'logMaxSizeMegabytes' },
];

/** What a name stands for. */
export type FlagTarget =
  | { readonly type: FlagType; readonly of: 'webhook' | 'log'; readonly key: keyof BackendValues }
  | { readonly type: FlagType; readonly of: 'place'; readonly key: keyof PlaceValues };

/** A name that still works, and the one that took its place: both set the same value, the later one wins. */
export const DEPRECATED_NAMES: ReadonlyMap<string, string> = new Map([
  ['audit-webhook-batch-initial-backoff', 'audit-webhook-initial-backoff'],
]);

/** By name without dashes; deprecated names stand for their successors. */
export const AUDIT_FLAGS: ReadonlyMap<string, FlagTarget> = new Map<string, FlagTarget>([
  ...PLACE_ROWS.map(({ name, type, key }) => [name, { type, of: 'place', key }] as const),
  ...(['webhook', 'log'] as const).flatMap((backend) =>
    BACKEND_ROWS.filter(({ writtenFor }) => writtenFor !== 'webhook' || backend === 'webhook').map(
      ({ suffix, type, key }) => [`audit-${backend}-${suffix}`, { type, of: backend, key }] as const,
    ),
  ),
]);

/** `undefined`: Go reads no such value in the text. */
export function readFlagValue(type: FlagType, text: string): FlagValue | undefined {
  switch (type) {
    case 'text':
      return text;
    case 'whole number':
      return parseGoInt(text);
    case 'number':
      return parseGoFloat32(text);
    case 'boolean':
      return parseGoBool(text);
    case 'duration':
      return parseGoDurationMs(text);
  }
}

export function writeFlagValue(type: FlagType, value: FlagValue): string {
  return type === 'duration' ? formatDuration(Number(value)) : String(value);
}
