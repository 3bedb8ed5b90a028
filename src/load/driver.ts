import { intendedCount } from '../core/intended-times.ts';
import { endingAtFaults, FaultTeller, unlessAborted } from '../platform/faults.ts';
import { JsonLinesWriter } from '../platform/files.ts';
import type { LoadDriver, WorkersOptions } from './generator.ts';
import { WorkerEnsemble } from './workers/ensemble.ts';
import type { LoadWorkerDriver } from './workers/worker.ts';

/** All workers begin a run together; asking them takes less than this. */
const TOGETHER_MS = 30;

/** A load sent by the workers of a driver; their records go to one file, in whose order nothing is said. */
export function loadDriver(driver: LoadWorkerDriver): LoadDriver {
  return {
    async open({ recordFile, ...options }, scope) {
      const ensemble = new WorkerEnsemble(await driver.open(options, scope), scope.clock, (index) =>
        intendedOf(options, index),
      );
      const faults = new FaultTeller();
      const writer = new JsonLinesWriter(recordFile, (error) => faults.tell(error));
      return {
        setUp: () => ensemble.setUp(),
        async run(indexes, listener) {
          return endingAtFaults([faults], scope, async ({ signal }) => {
            const sending = ensemble.start(
              { indexes, atEpochMs: scope.clock.nowMs() + TOGETHER_MS, aheadMs: 0 },
              { counters: listener, records: (lines) => writer.writeLines(lines) },
            );
            const summary = await unlessAborted(sending, signal);
            await writer.flush();
            return summary;
          });
        },
        cleanUp: () => ensemble.cleanUp(),
        async close() {
          await ensemble.close();
          await writer.close();
        },
      };
    },
  };
}

function intendedOf({ load, multiple }: WorkersOptions, index: number): number | null {
  const phase = load.phases[index];
  return phase === undefined ? null : intendedCount(phase, multiple);
}
