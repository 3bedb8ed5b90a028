import type { RunResult, TrialResult } from './result.ts';
import { formatBytes, formatMs } from './units.ts';

/** Of the trials whose log was read: what waiting for it cost, and how long it keeps evidence. `null`: none was. */
export interface LogTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly sentences: readonly string[];
}

export function logTable({ trials }: RunResult): LogTable | null {
  const read = trials.filter(({ log, error }) => log !== undefined && error === null);
  if (read.length === 0) return null;
  return {
    head: ['trial', 'mode', 'request p50', 'request p99', 'lag p99', 'written', 'files put aside', 'evidence kept'],
    rows: read.map(rowOf),
    sentences: [KEPT_SENTENCE],
  };
}

/** What the last column means. */
const KEPT_SENTENCE =
  'Evidence kept: how long an event would stay in the log at the pace of the measurement, with the rotation in force (maxsize, maxbackup, maxage).';

function rowOf({ id, settings, requestLatencyMs, deliveryLagMs, log }: TrialResult): readonly string[] {
  return [
    id,
    settings.mode,
    formatMs(requestLatencyMs?.p50 ?? null),
    formatMs(requestLatencyMs?.p99 ?? null),
    formatMs(deliveryLagMs?.p99 ?? null),
    log === undefined ? '–' : formatBytes(log.bytes),
    log === undefined ? '–' : String(log.rotations),
    log === undefined || log.bytes === 0 ? '–' : keptWords(log.keptForMs),
  ];
}

const HOUR_MS = 3_600_000;

function keptWords(keptForMs: number | null): string {
  if (keptForMs === null) return 'for ever';
  if (keptForMs < 60_000) return formatMs(keptForMs);
  if (keptForMs < HOUR_MS) return `${(keptForMs / 60_000).toFixed(1)} min`;
  if (keptForMs < 48 * HOUR_MS) return `${(keptForMs / HOUR_MS).toFixed(1)} h`;
  return `${(keptForMs / (24 * HOUR_MS)).toFixed(1)} days`;
}
