import type { AuditBackend, BatchSettings, BlockingSettings } from './settings.ts';

/** The newest minor version whose defaults were read; versions above it are taken to have the same. */
export const NEWEST_MINOR = 37;
/** What is installed and emulated where no version is named: the newest that was tried (docs/versions.md). */
export const DEFAULT_KUBERNETES_VERSION = `1.${NEWEST_MINOR}`;

const COMMON = { initialBackoffMs: 10_000, truncate: null } as const;

/** Of the webhook backend, whose default is batch mode; source as below. */
export const WEBHOOK_DEFAULTS: BatchSettings = {
  mode: 'batch',
  bufferSize: 10_000,
  maxBatchSize: 400,
  maxBatchWaitMs: 30_000,
  throttleEnabled: true,
  throttleQps: 10,
  throttleBurst: 15,
  ...COMMON,
};

/**
 * Kubernetes' own defaults for a backend.
 * Source: k8s.io/apiserver pkg/server/options/audit.go at v0.36.3 (`NewAuditOptions`, `defaultWebhookBatchConfig`,
 * `defaultLogBatchConfig`); the batch values are the same in v0.34.4, log rotation is not (see `logRotationDefaults`).
 */
export function kubernetesDefaults(backend: AuditBackend): BatchSettings | BlockingSettings {
  return backend === 'log' ? { mode: 'blocking', ...COMMON } : WEBHOOK_DEFAULTS;
}

/** What batch mode has where nothing else is said; of the log the mode is not the default, its values are. */
export function batchDefaults(backend: AuditBackend): BatchSettings {
  return backend === 'webhook' ? WEBHOOK_DEFAULTS : LOG_BATCH_DEFAULTS;
}

/** Source: `defaultLogBatchConfig`, as above: every event is a batch of its own, without a throttle. */
const LOG_BATCH_DEFAULTS: BatchSettings = {
  mode: 'batch',
  bufferSize: 10_000,
  maxBatchSize: 1,
  maxBatchWaitMs: 0,
  throttleEnabled: false,
  throttleQps: 0,
  throttleBurst: 0,
  ...COMMON,
};

export interface LogRotation {
  readonly maxAgeDays: number;
  readonly maxBackups: number;
  readonly maxSizeMegabytes: number;
}

/**
 * Rotation of the audit log file by version (same file). A size of 0 means no rotation since 0.36; before, the rotating
 * writer takes it for its own default, 100 MB (gopkg.in/natefinch/lumberjack.v2 at v2.2.1), and every old file is kept.
 */
export function logRotationDefaults(kubernetesMinor: number): LogRotation {
  return kubernetesMinor >= 36
    ? { maxAgeDays: 366, maxBackups: 100, maxSizeMegabytes: 100 }
    : { maxAgeDays: 0, maxBackups: 0, maxSizeMegabytes: 0 };
}

/** Truncation when it is switched on without sizes: event 100 KiB, batch 10 MiB (same file). */
export const TRUNCATE_DEFAULTS = { maxEventSizeBytes: 100 * 1024, maxBatchSizeBytes: 10 * 1024 * 1024 } as const;
