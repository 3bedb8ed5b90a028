import type { ApiserverCounters } from '../core/records.ts';

/** Where events get lost: at the full buffer, at the receiver, or because they cannot be sent or written at all. */
export type LossPlace = 'buffer-full' | 'receiver' | 'discarded';

/** What an API server did between two readings of its counters, per second. */
export interface LiveRates {
  readonly generatedPerSecond: number;
  readonly droppedPerSecond: number;
  readonly failedPerSecond: number;
  readonly dropped: number;
  readonly lost: number;
  readonly lossRatio: number;
  /** It restarted in between: the numbers are since its start. */
  readonly restarted: boolean;
  /** Where most of what was lost got lost; `null` when nothing was. */
  readonly lostAt: LossPlace | null;
}

/** One reading of an API server's counters, at a time of its own clock. */
export interface LiveReading {
  readonly counters: Pick<ApiserverCounters, 'generated' | 'processStartMs' | 'cpuSeconds'>;
  /** apiserver_audit_error_total by plugin, every label that there is. */
  readonly plugins: Readonly<Record<string, number>>;
  /** To the second below. */
  readonly atMs: number;
  /** Digest of the certificate that it showed. */
  readonly certificate: string;
}

/** What an API server has lost since it started. */
export interface LossEver {
  readonly generated: number;
  readonly lost: number;
  readonly lossRatio: number;
  readonly plugins: Readonly<Record<string, number>>;
  readonly startedMs: number;
  readonly runsForMs: number;
}

const CLOCK_STEP_MS = 1000;

/**
 * Whether two readings are of two API servers. A process has one start time, and none of its counters ever falls; a
 * certificate is each API server's own, unless a load balancer shows its own. An API server that started after the
 * first reading was made is the same one, restarted.
 */
export function isOther(first: LiveReading, second: LiveReading): boolean {
  if (first.certificate !== second.certificate) return true;
  const { processStartMs } = second.counters;
  if (processStartMs !== first.counters.processStartMs) return !(processStartMs >= first.atMs + CLOCK_STEP_MS);
  const fell = (before: number, after: number): boolean => after < before;
  return (
    fell(first.counters.generated, second.counters.generated) ||
    fell(first.counters.cpuSeconds, second.counters.cpuSeconds) ||
    Object.entries(first.plugins).some(([plugin, errors]) => fell(errors, second.plugins[plugin] ?? 0))
  );
}

export function lossEver({ counters, plugins, atMs }: LiveReading): LossEver {
  const lost = sumOf(plugins);
  const { generated, processStartMs } = counters;
  return {
    generated,
    lost,
    lossRatio: generated === 0 ? 0 : lost / generated,
    plugins,
    startedMs: processStartMs,
    runsForMs: Math.max(0, atMs - processStartMs),
  };
}

/** Of two readings of the same API server (`isOther`), so no difference is negative. */
export function liveRates(before: LiveReading, after: LiveReading, seconds: number): LiveRates {
  const restarted = after.counters.processStartMs !== before.counters.processStartMs;
  const from = restarted
    ? { generated: 0, plugins: {} }
    : { generated: before.counters.generated, plugins: before.plugins };
  const generated = after.counters.generated - from.generated;
  const grown = (plugin: string): number => (after.plugins[plugin] ?? 0) - (from.plugins[plugin] ?? 0);
  const dropped = grown('buffered');
  const failed = grown('webhook');
  const lost = sumOf(after.plugins) - sumOf(from.plugins);
  const discarded = lost - dropped - failed;
  return {
    generatedPerSecond: generated / seconds,
    droppedPerSecond: dropped / seconds,
    failedPerSecond: (failed + discarded) / seconds,
    dropped,
    lost,
    lossRatio: generated === 0 ? 0 : lost / generated,
    restarted,
    lostAt: lostAt(dropped, failed, discarded),
  };
}

function sumOf(plugins: Readonly<Record<string, number>>): number {
  return Object.values(plugins).reduce((sum, errors) => sum + errors, 0);
}

function lostAt(dropped: number, failed: number, discarded: number): LossPlace | null {
  if (dropped > 0 && dropped >= failed) return 'buffer-full';
  if (failed > 0) return 'receiver';
  return discarded > 0 ? 'discarded' : null;
}
