import type { AuditBackend, AuditSettings } from './settings.ts';
import { formatDuration } from './units.ts';

/** Flag name without dashes → value, in the order kube-apiserver's help lists them. */
export type FlagValues = Readonly<Record<string, string>>;

/** The audit flags of kube-apiserver that stand for the settings (names: k8s.io/apiserver pkg/server/options/audit.go). */
export function settingsToFlags(settings: AuditSettings, backend: AuditBackend): FlagValues {
  const prefix = `audit-${backend}-`;
  const flags: Record<string, string> = { [`${prefix}mode`]: settings.mode };
  if (settings.mode === 'batch') {
    flags[`${prefix}batch-buffer-size`] = String(settings.bufferSize);
    flags[`${prefix}batch-max-size`] = String(settings.maxBatchSize);
    // Always W with S: a log batch of more than one without a wait spins on one core (audit-pipeline notes, 11).
    flags[`${prefix}batch-max-wait`] = formatDuration(settings.maxBatchWaitMs);
    flags[`${prefix}batch-throttle-enable`] = String(settings.throttleEnabled);
    if (settings.throttleEnabled) {
      flags[`${prefix}batch-throttle-qps`] = String(settings.throttleQps);
      flags[`${prefix}batch-throttle-burst`] = String(settings.throttleBurst);
    }
  }
  if (backend === 'webhook') flags[`${prefix}initial-backoff`] = formatDuration(settings.initialBackoffMs);
  if (settings.truncate !== null) {
    flags[`${prefix}truncate-enabled`] = 'true';
    flags[`${prefix}truncate-max-event-size`] = String(settings.truncate.maxEventSizeBytes);
    flags[`${prefix}truncate-max-batch-size`] = String(settings.truncate.maxBatchSizeBytes);
  }
  return flags;
}

/** `--name=value` for each flag. */
export function flagArguments(flags: FlagValues): readonly string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}
