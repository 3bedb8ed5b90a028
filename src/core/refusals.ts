import type { AuditBackend, AuditSettings } from './settings.ts';

/**
 * What kube-apiserver itself refuses at start, said before it is started.
 * Source: k8s.io/apiserver pkg/server/options/audit.go at v0.36.3 (`validateBackendBatchOptions`, `TruncateOptions.Validate`).
 * Shape: one sentence per refused value, with the setting's name first.
 */
export function settingsRefusals(settings: AuditSettings, backend: AuditBackend): readonly string[] {
  const refusals: string[] = [];
  const refuse = (key: string, value: number, rule: string): number =>
    refusals.push(`${key}: kube-apiserver refuses ${value}, ${rule}`);
  if (settings.mode === 'batch') {
    if (settings.bufferSize <= 0) refuse('bufferSize', settings.bufferSize, 'the buffer must hold at least 1 event');
    if (settings.maxBatchSize <= 0) refuse('maxBatchSize', settings.maxBatchSize, 'a batch must hold at least 1 event');
    if (settings.throttleEnabled && settings.throttleQps <= 0) {
      refuse('throttleQps', settings.throttleQps, 'the throttle must let batches through');
    }
    if (settings.throttleEnabled && settings.throttleBurst <= 0) {
      refuse('throttleBurst', settings.throttleBurst, 'the throttle must let at least 1 batch through at once');
    }
    // Not refused by kube-apiserver, and worse: the collector spins on a whole core (audit-pipeline notes, 11).
    if (backend === 'log' && settings.maxBatchSize > 1 && settings.maxBatchWaitMs <= 0) {
      refusals.push(
        'maxBatchWait: a log batch of more than 1 event without a wait burns a whole core of kube-apiserver',
      );
    }
  }
  if (settings.truncate !== null) {
    const { maxEventSizeBytes, maxBatchSizeBytes } = settings.truncate;
    if (maxEventSizeBytes <= 0) refuse('truncate.maxEventSize', maxEventSizeBytes, 'it must be above 0');
    if (maxBatchSizeBytes < maxEventSizeBytes) {
      refuse('truncate.maxBatchSize', maxBatchSizeBytes, `it must be at least the event size ${maxEventSizeBytes}`);
    }
  }
  return refusals;
}
