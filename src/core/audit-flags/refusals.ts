import type { BackendValues, PlaceValues } from './table.ts';
import { isAuditMode } from './values.ts';

/** A value that stops kube-apiserver from starting. */
export interface Refusal<Key> {
  readonly key: Key;
  readonly value: string;
  readonly rule: string;
}

/**
 * Source: k8s.io/apiserver pkg/server/options/audit.go at v0.36.3 (`validateBackendBatchOptions`,
 * `AuditTruncateOptions.Validate`): batch values are judged in batch mode only, truncate sizes even where it is off.
 */
export function valueRefusals(values: BackendValues): readonly Refusal<keyof BackendValues>[] {
  if (!isAuditMode(values.mode))
    return [{ key: 'mode', value: `"${values.mode}"`, rule: 'the modes are batch, blocking and blocking-strict' }];
  const refusals: Refusal<keyof BackendValues>[] = [];
  const positive = (key: 'bufferSize' | 'maxBatchSize' | 'throttleQps' | 'throttleBurst', rule: string): void => {
    if (values[key] <= 0) refusals.push({ key, value: String(values[key]), rule });
  };
  if (values.mode === 'batch') {
    positive('bufferSize', 'the buffer must hold at least 1 event');
    positive('maxBatchSize', 'a batch must hold at least 1 event');
    if (values.throttleEnabled) {
      positive('throttleQps', 'the throttle must let batches through');
      positive('throttleBurst', 'the throttle must let at least 1 batch through at once');
    }
  }
  const { truncateEventBytes, truncateBatchBytes } = values;
  if (truncateEventBytes <= 0)
    refusals.push({ key: 'truncateEventBytes', value: String(truncateEventBytes), rule: 'it must be above 0' });
  if (truncateBatchBytes < truncateEventBytes) {
    const rule = `it must be at least the event size ${truncateEventBytes}`;
    refusals.push({ key: 'truncateBatchBytes', value: String(truncateBatchBytes), rule });
  }
  return refusals;
}

/** Source: as above (`AuditLogOptions.Validate`, `validateGroupVersionString`); each backend only where it is on. */
export function placeRefusals(places: PlaceValues): readonly Refusal<keyof PlaceValues>[] {
  const refusals: Refusal<keyof PlaceValues>[] = [];
  const version = (key: 'webhookVersion' | 'logVersion'): void => {
    if (places[key] !== 'audit.k8s.io/v1')
      refusals.push({ key, value: `"${places[key]}"`, rule: 'the only version is audit.k8s.io/v1' });
  };
  if (places.webhookConfigFile !== '') version('webhookVersion');
  if (places.logPath === '') return refusals;
  version('logVersion');
  if (places.logFormat !== 'json' && places.logFormat !== 'legacy')
    refusals.push({ key: 'logFormat', value: `"${places.logFormat}"`, rule: 'the formats are json and legacy' });
  for (const key of ['logMaxAgeDays', 'logMaxBackups', 'logMaxSizeMegabytes'] as const)
    if (places[key] < 0) refusals.push({ key, value: String(places[key]), rule: 'it must not be negative' });
  return refusals;
}
