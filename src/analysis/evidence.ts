import type { SampleRecord } from '../core/records.ts';
import type { Doubt, Lateness } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import type { CounterDelta } from './counters.ts';
import { judgeDoubts } from './doubts.ts';
import type { ReadTrial } from './read-trial.ts';

export interface TrialEvidence {
  readonly meta: TrialMeta;
  readonly read: ReadTrial;
  readonly lateness: Lateness | null;
}

/** Every reason not to trust a trial. */
export function doubtsOf({ meta, read, lateness }: TrialEvidence): readonly Doubt[] {
  const { measured, deltas, samples } = read;
  const doubts = judgeDoubts({
    requests: measured,
    events: read.events,
    sendLagP99Ms: read.pacedLagP99Ms,
    lateness,
    status429: read.status429,
    flowControlRejected: sumOrNull(deltas, ({ flowControlRejected }) => flowControlRejected),
    largestScrapeGapMs: largestGapMs(meta, samples),
    sampleIntervalMs: meta.sampleIntervalMs,
    samplesDecide: meta.objectives.some(({ name }) => name === 'apiserverMemory'),
    counterReset: deltas.some((delta) => delta?.reset === true),
    readingsMissing: deltas.includes(null),
    skewMs: read.skewMs,
    unanswered: measured.sent - measured.answered - read.cutOff.unanswered,
    unsentAtRestart: read.cutOff.skipped,
    bootEvents: read.bootEvents,
    log: meta.log,
    workers: meta.workers ?? [],
    traffic: meta.shared === undefined ? 'ours' : "ours and others'",
    disturbance: meta.disturbance ?? { clockStepMs: 0, receiverPauseMs: 0 },
  });
  const cut = read.cut.map((file) => ({
    name: 'cut-file',
    sentence: `${file} ends in the middle of a line: used up to the last whole one`,
  }));
  return [...doubts, ...cut];
}

/** Over all API servers; `null` when one of them has no readings. */
export function sumOrNull(
  deltas: readonly (CounterDelta | null)[],
  pick: (delta: CounterDelta) => number,
): number | null {
  return deltas.reduce<number | null>((sum, delta) => (sum === null || delta === null ? null : sum + pick(delta)), 0);
}

/**
 * Between neighbouring good samples of an API server, from the first reading to the last. All are read together, so the time
 * in which one of them was away as planned is left out.
 */
export function largestGapMs(meta: TrialMeta, samples: readonly SampleRecord[]): number {
  return Math.max(
    0,
    ...meta.instances.map((instance) => {
      const times = samples
        .filter((sample) => sample.instance === instance && sample.counters !== null)
        .map(({ sentMs }) => sentMs);
      return times.reduce((gap, atMs, index) => {
        const fromMs = times[index - 1] ?? atMs;
        const awayMs = (meta.restarts ?? []).reduce(
          (sum, { downMs, upMs }) => sum + Math.max(0, Math.min(atMs, upMs) - Math.max(fromMs, downMs)),
          0,
        );
        return Math.max(gap, atMs - fromMs - awayMs);
      }, 0);
    }),
  );
}
