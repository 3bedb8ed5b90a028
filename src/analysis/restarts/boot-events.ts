import type { SampleRecord } from '../../core/records.ts';
import type { TrialMeta } from '../../core/trial-meta.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** Hooks and controllers of a new process go on for a while after it is ready. */
const SETTLING_MS = 10_000;

/**
 * Events that restarted API servers made while they came up: what their counters show some seconds after it, less those
 * of ours. `samples` are as they were read, each process counting from 0.
 */
export function bootEvents(meta: TrialMeta, ledger: Ledger, samples: readonly SampleRecord[]): number {
  return (meta.restarts ?? []).reduce((sum, { instance, goneMs, upMs }) => {
    const after = samples.filter(
      (sample) => sample.instance === instance && sample.counters !== null && sample.sentMs >= goneMs,
    );
    const [first] = after;
    const reading =
      after.findLast(
        ({ sentMs, counters }) =>
          counters?.processStartMs === first?.counters?.processStartMs && sentMs <= upMs + SETTLING_MS,
      ) ?? first;
    if (reading?.counters == null) return sum;
    const index = meta.instances.indexOf(instance);
    let ours = 0;
    ledger.forEach((number, stage) => {
      const atMs = ledger.clientMs(number, stage);
      if (ledger.requests.instance(number) === index && atMs > goneMs && atMs <= reading.doneMs) ours += 1;
    });
    return sum + Math.max(0, reading.counters.generated - ours);
  }, 0);
}
