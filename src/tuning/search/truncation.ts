import { TRUNCATE_DEFAULTS } from '../../core/kubernetes-defaults.ts';
import type { BatchSettings, TruncateSettings } from '../../core/settings.ts';
import type { Demand } from '../arrivals/demand.ts';
import type { Ask } from './ask.ts';
import { bodyBytes } from './limits.ts';

/** A shortened event keeps its metadata; below this even that would be dropped. About three times the measured 730 B. */
const SMALLEST_BYTES = 2048;
const KIB = 1024;

/**
 * The truncation that guarantees the named body and event limits for batches of S: S · e ≤ body limit, e ≤ event limit.
 * `null`: none is needed, because no such limit is named, or because no bodies are audited and what was seen fits.
 * `undefined`: with this S some of the events that were seen would be cut, and a smaller S would not cut them.
 */
export function truncationFor(
  maxBatchSize: number,
  ask: Ask,
  { eventBytesMax }: Demand,
): TruncateSettings | null | undefined {
  const largest = largestAllowedBytes(maxBatchSize, ask);
  if (largest === Number.POSITIVE_INFINITY) return ask.current.truncate;
  if (!ask.auditsBodies && eventBytesMax <= largest) return ask.current.truncate;
  const own = ask.current.truncate;
  if (own !== null && own.maxEventSizeBytes <= largest && own.maxEventSizeBytes >= eventBytesMax) return own;
  const maxEventSizeBytes = roundDown(largest);
  const cuts = eventBytesMax > maxEventSizeBytes;
  if (maxEventSizeBytes < SMALLEST_BYTES || (cuts && !cutAnyway(ask, eventBytesMax))) return undefined;
  return {
    maxEventSizeBytes,
    maxBatchSizeBytes: Math.max(maxEventSizeBytes, own?.maxBatchSizeBytes ?? TRUNCATE_DEFAULTS.maxBatchSizeBytes),
  };
}

/** An event of this size exceeds a named limit even alone in its batch: only truncation helps. */
export function cutAnyway(ask: Ask, eventBytes: number): boolean {
  return eventBytes > largestAllowedBytes(1, ask);
}

/** e: the largest event with which a full batch still keeps the named limits; Infinity: none is named. */
export function largestAllowedBytes(maxBatchSize: number, { limits }: Ask): number {
  const byBody =
    limits.bodyBytes === null
      ? Number.POSITIVE_INFINITY
      : (limits.bodyBytes - bodyBytes(maxBatchSize, 0)) / maxBatchSize;
  return Math.min(limits.eventBytes ?? Number.POSITIVE_INFINITY, byBody);
}

/** What settings cut of the events that were seen; `null`: nothing, or no truncation. */
export function cutBelowBytes({ truncate }: BatchSettings, { eventBytesMax }: Demand): number | null {
  return truncate !== null && eventBytesMax > truncate.maxEventSizeBytes ? truncate.maxEventSizeBytes : null;
}

/** Two digits of KiB. */
function roundDown(sizeBytes: number): number {
  const kib = sizeBytes / KIB;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, kib))) - 1);
  return Math.floor(kib / step) * step * KIB;
}
