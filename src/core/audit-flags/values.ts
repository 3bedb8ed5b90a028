import { batchDefaults, kubernetesDefaults, logRotationDefaults, TRUNCATE_DEFAULTS } from '../kubernetes-defaults.ts';
import type { AuditBackend, AuditMode, AuditSettings } from '../settings.ts';
import type { BackendValues, PlaceValues } from './table.ts';

const MODES: ReadonlySet<string> = new Set<AuditMode>(['batch', 'blocking', 'blocking-strict']);

export function isAuditMode(mode: string): mode is AuditMode {
  return MODES.has(mode);
}

/** Settings as kube-apiserver's own options; what they do not say has the backend's default. */
export function valuesOfSettings(settings: AuditSettings, backend: AuditBackend): BackendValues {
  const { mode, initialBackoffMs, truncate } = settings;
  const { maxEventSizeBytes, maxBatchSizeBytes } = truncate ?? TRUNCATE_DEFAULTS;
  return {
    ...defaultBatchValues(backend),
    ...(settings.mode === 'batch' ? batchValues(settings) : {}),
    mode,
    initialBackoffMs,
    truncateEnabled: truncate !== null,
    truncateEventBytes: maxEventSizeBytes,
    truncateBatchBytes: maxBatchSizeBytes,
  };
}

type BatchValues = Omit<BackendValues, 'mode' | `truncate${string}` | 'initialBackoffMs'>;

function batchValues(settings: AuditSettings & { readonly mode: 'batch' }): BatchValues {
  const { bufferSize, maxBatchSize, maxBatchWaitMs, throttleEnabled, throttleQps, throttleBurst } = settings;
  return { bufferSize, maxBatchSize, maxBatchWaitMs, throttleEnabled, throttleQps, throttleBurst };
}

/** The log backend's batch options hold even in its default mode, which uses none of them (`defaultLogBatchConfig`). */
function defaultBatchValues(backend: AuditBackend): BatchValues {
  return batchValues(batchDefaults(backend));
}

/** Inverse of `valuesOfSettings`; `null` for a mode that there is not. */
export function settingsOfValues(values: BackendValues): AuditSettings | null {
  const { mode, initialBackoffMs } = values;
  if (!isAuditMode(mode)) return null;
  const truncate = values.truncateEnabled
    ? { maxEventSizeBytes: values.truncateEventBytes, maxBatchSizeBytes: values.truncateBatchBytes }
    : null;
  if (mode !== 'batch') return { mode, initialBackoffMs, truncate };
  return {
    mode,
    bufferSize: values.bufferSize,
    maxBatchSize: values.maxBatchSize,
    maxBatchWaitMs: values.maxBatchWaitMs,
    throttleEnabled: values.throttleEnabled,
    throttleQps: values.throttleQps,
    throttleBurst: values.throttleBurst,
    initialBackoffMs,
    truncate,
  };
}

export function defaultValues(backend: AuditBackend): BackendValues {
  return valuesOfSettings(kubernetesDefaults(backend), backend);
}

/** Files are not set, formats and rotation as in that minor version of Kubernetes. */
export function defaultPlaces(kubernetesMinor: number): PlaceValues {
  const rotation = logRotationDefaults(kubernetesMinor);
  return {
    policyFile: '',
    webhookConfigFile: '',
    webhookVersion: 'audit.k8s.io/v1',
    logPath: '',
    logFormat: 'json',
    logVersion: 'audit.k8s.io/v1',
    logCompress: false,
    logMaxAgeDays: rotation.maxAgeDays,
    logMaxBackups: rotation.maxBackups,
    logMaxSizeMegabytes: rotation.maxSizeMegabytes,
  };
}

/** A backend works only where its file is named. */
export function isOn(places: PlaceValues, backend: 'webhook' | 'log'): boolean {
  return (backend === 'webhook' ? places.webhookConfigFile : places.logPath) !== '';
}
