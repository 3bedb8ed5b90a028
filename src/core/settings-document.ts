import type { AuditSettings } from './settings.ts';
import { formatDuration, parseDurationMs } from './units.ts';

/** Settings under the flags' short names, durations as Go writes them. Keys that the mode has no use for are absent. */
export interface SettingsDocument {
  readonly mode: AuditSettings['mode'];
  readonly bufferSize?: number;
  readonly maxBatchSize?: number;
  readonly maxBatchWait?: string;
  readonly throttleEnable?: boolean;
  readonly throttleQps?: number;
  readonly throttleBurst?: number;
  readonly initialBackoff: string;
  readonly truncate?: { readonly maxEventSize: number; readonly maxBatchSize: number };
}

/** Settings as result.json and the scenario files write them. */
export function settingsToDocument(settings: AuditSettings): SettingsDocument {
  const common = {
    initialBackoff: formatDuration(settings.initialBackoffMs),
    ...(settings.truncate === null
      ? {}
      : {
          truncate: {
            maxEventSize: settings.truncate.maxEventSizeBytes,
            maxBatchSize: settings.truncate.maxBatchSizeBytes,
          },
        }),
  };
  if (settings.mode !== 'batch') return { mode: settings.mode, ...common };
  return {
    mode: 'batch',
    bufferSize: settings.bufferSize,
    maxBatchSize: settings.maxBatchSize,
    maxBatchWait: formatDuration(settings.maxBatchWaitMs),
    throttleEnable: settings.throttleEnabled,
    ...(settings.throttleEnabled ? { throttleQps: settings.throttleQps, throttleBurst: settings.throttleBurst } : {}),
    ...common,
  };
}

/** The way back; `settingsToDocument` of the answer gives the same document. */
export function settingsFromDocument(document: SettingsDocument): AuditSettings {
  const common = {
    initialBackoffMs: parseDurationMs(document.initialBackoff) ?? Number.NaN,
    truncate:
      document.truncate === undefined
        ? null
        : { maxEventSizeBytes: document.truncate.maxEventSize, maxBatchSizeBytes: document.truncate.maxBatchSize },
  };
  if (document.mode !== 'batch') return { mode: document.mode, ...common };
  return {
    mode: 'batch',
    bufferSize: document.bufferSize ?? Number.NaN,
    maxBatchSize: document.maxBatchSize ?? Number.NaN,
    maxBatchWaitMs: parseDurationMs(document.maxBatchWait ?? '') ?? Number.NaN,
    throttleEnabled: document.throttleEnable ?? true,
    throttleQps: document.throttleQps ?? 0,
    throttleBurst: document.throttleBurst ?? 0,
    ...common,
  };
}
