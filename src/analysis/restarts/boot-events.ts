import type { SampleRecord } from '../../core/records.ts';
import type { TrialMeta } from '../../core/trial-meta.ts';
import type { Ledger } from '../ledger/ledger.ts';

/**
 * Events that restarted API servers made while they came up: what their counters show at the first reading after it,
 * less those of ours. `samples` are as they were read, each process counting from 0.
 */
export function bootEvents(meta: TrialMeta, ledger: Ledger, samples: readonly SampleRecord[]): number {
  return (meta.restarts ?? []).reduce((sum, { instance, goneMs, upMs }) => {
    const first = samples.find(
      (sample) => sample.instance === instance && sample.counters !== null && sample.sentMs >= upMs,
    );
    if (first?.counters == null) return sum;
    const index = meta.instances.indexOf(instance);
    let ours = 0;
    ledger.forEach((number, stage) => {
      const atMs = ledger.clientMs(number, stage);
      if (ledger.requests.instance(number) === index && atMs > goneMs && atMs <= first.doneMs) ours += 1;
    });
    return sum + Math.max(0, first.counters.generated - ours);
  }, 0);
}
