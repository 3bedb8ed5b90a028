import { formatBytes, formatCount, formatMs, formatPerSecond } from './units.ts';

/** What a receiver did at one number of requests at once, core words for the probe and for whoever reads its file. */
export interface ProbeStep {
  readonly concurrency: number;
  readonly batchesPerSecond: number;
  readonly eventsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** POSTs that were not answered 2xx, or not at all. */
  readonly failed: number;
}

/** probe.json: how much a receiver takes. */
export interface ReceiverProbeResult {
  readonly probe: typeof PROBE_VERSION;
  readonly probedAt: string;
  /** Its address, without what is secret in it. */
  readonly place: string;
  readonly batchEvents: number;
  readonly bodyBytes: number;
  readonly steps: readonly ProbeStep[];
  /** The step with the highest rate at which nothing failed; `null`: at each something did. */
  readonly sustained: ProbeStep | null;
}

export const PROBE_VERSION = 'audit-bench/v1';

/** More at once is worth another step only when it brings that much more. */
const LEAST_GAIN = 1.1;
const MOST_CONCURRENCY = 256;

/** How many requests at once to try next: twice as many, until nothing is gained, or something fails. `null`: enough is known. */
export function nextConcurrency(steps: readonly ProbeStep[]): number | null {
  const last = steps.at(-1);
  if (last === undefined) return 1;
  const best = Math.max(0, ...steps.slice(0, -1).map(({ batchesPerSecond }) => batchesPerSecond));
  if (last.failed > 0 || last.batchesPerSecond < best * LEAST_GAIN || last.concurrency >= MOST_CONCURRENCY) return null;
  return last.concurrency * 2;
}

/** Of the steps at which nothing failed, the one with the highest rate. */
export function sustainedStep(steps: readonly ProbeStep[]): ProbeStep | null {
  return steps
    .filter(({ failed }) => failed === 0)
    .reduce<ProbeStep | null>(
      (best, step) => (best === null || step.batchesPerSecond > best.batchesPerSecond ? step : best),
      null,
    );
}

/** The steps for people, beneath `PROBE_HEAD`. */
export function probeRows({ steps }: ReceiverProbeResult): readonly (readonly string[])[] {
  return steps.map((step) => [
    String(step.concurrency),
    formatPerSecond(step.batchesPerSecond),
    formatPerSecond(step.eventsPerSecond),
    formatMs(step.p50Ms),
    formatMs(step.p99Ms),
    formatCount(step.failed),
  ]);
}

export const PROBE_HEAD = ['at once', 'batches/s', 'events/s', 'p50', 'p99', 'failed'] as const;

/** What was found, in one sentence. */
export function probeSentence({ place, sustained, batchEvents, bodyBytes }: ReceiverProbeResult): string {
  return sustained === null
    ? `${place} failed POSTs at every step.`
    : `${place} takes ${formatPerSecond(sustained.batchesPerSecond)} of ${formatCount(batchEvents)} events (${formatBytes(bodyBytes)}), ${formatCount(sustained.eventsPerSecond)} events/s, with ${sustained.concurrency} at once: p99 ${formatMs(sustained.p99Ms)}.`;
}
