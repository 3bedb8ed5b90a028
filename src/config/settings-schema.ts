import { z } from 'zod';
import { batchDefaults, kubernetesDefaults, TRUNCATE_DEFAULTS } from '../core/kubernetes-defaults.ts';
import type { AuditBackend, AuditSettings } from '../core/settings.ts';
import { count, duration, durationOrZero, size } from './quantities.ts';

/**
 * Settings under the flags' short names; what is left out keeps Kubernetes' default. Values that kube-apiserver itself
 * refuses pass here and are refused with its own reason later (core/refusals).
 */
export const settingsShape = {
  mode: z
    .enum(['batch', 'blocking', 'blocking-strict'])
    .optional()
    .describe('batch, blocking or blocking-strict; webhook default: batch'),
  bufferSize: z.int().optional().describe('events the buffer holds (--audit-webhook-batch-buffer-size)'),
  maxBatchSize: z.int().optional().describe('events in a batch at most (--audit-webhook-batch-max-size)'),
  maxBatchWait: durationOrZero
    .optional()
    .describe('how long a batch that is not full waits (--audit-webhook-batch-max-wait)'),
  throttleEnable: z
    .boolean()
    .optional()
    .describe('whether batches are throttled (--audit-webhook-batch-throttle-enable)'),
  throttleQps: z.number().optional().describe('batches per second (--audit-webhook-batch-throttle-qps)'),
  throttleBurst: z.int().optional().describe('batches at once after idle (--audit-webhook-batch-throttle-burst)'),
  initialBackoff: duration.optional().describe('wait before the first retry (--audit-webhook-initial-backoff)'),
  truncate: z
    .strictObject({ maxEventSize: size.optional(), maxBatchSize: size.optional() })
    .optional()
    .describe('shorten or drop events that are too large (--audit-webhook-truncate-enabled)'),
} as const;

const settingsObject = z.object(settingsShape);
export type SettingsInput = z.output<typeof settingsObject>;

/** Keys that only batch mode has a use for. */
export const BATCH_KEYS = [
  'bufferSize',
  'maxBatchSize',
  'maxBatchWait',
  'throttleEnable',
  'throttleQps',
  'throttleBurst',
] as const;

/** Kubernetes' defaults for the backend with what the file says on top. */
export function toSettings(input: SettingsInput, backend: AuditBackend): AuditSettings {
  const base = kubernetesDefaults(backend);
  const common = {
    initialBackoffMs: input.initialBackoff ?? base.initialBackoffMs,
    truncate:
      input.truncate === undefined
        ? null
        : {
            maxEventSizeBytes: input.truncate.maxEventSize ?? TRUNCATE_DEFAULTS.maxEventSizeBytes,
            maxBatchSizeBytes: input.truncate.maxBatchSize ?? TRUNCATE_DEFAULTS.maxBatchSizeBytes,
          },
  };
  const mode = input.mode ?? base.mode;
  if (mode !== 'batch') return { mode, ...common };
  const batch = batchDefaults(backend);
  return {
    mode,
    bufferSize: input.bufferSize ?? batch.bufferSize,
    maxBatchSize: input.maxBatchSize ?? batch.maxBatchSize,
    maxBatchWaitMs: input.maxBatchWait ?? batch.maxBatchWaitMs,
    throttleEnabled: input.throttleEnable ?? batch.throttleEnabled,
    throttleQps: input.throttleQps ?? batch.throttleQps,
    throttleBurst: input.throttleBurst ?? batch.throttleBurst,
    ...common,
  };
}

export const matrixShape = {
  bufferSize: z.array(z.int()).min(1).optional(),
  maxBatchSize: z.array(z.int()).min(1).optional(),
  maxBatchWait: z.array(durationOrZero).min(1).optional(),
  throttleQps: z.array(z.number()).min(1).optional(),
  throttleBurst: z.array(z.int()).min(1).optional(),
  initialBackoff: z.array(duration).min(1).optional(),
} as const;

export const tuneSpaceShape = {
  maxBatchSize: z.array(count).min(1).optional(),
  throttleQps: z.array(z.number().positive()).min(1).optional(),
  throttleBurst: z.array(count).min(1).optional(),
  maxBatchWait: z.array(duration).min(1).optional(),
} as const;
