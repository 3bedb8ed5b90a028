import { endingAtFaults, FaultTeller, unlessAborted } from '../platform/faults.ts';
import { JsonLinesWriter } from '../platform/files.ts';
import type { LoadDriver } from './generator.ts';
import { WorkerEnsemble } from './workers/ensemble.ts';
import type { LoadWorker, LoadWorkerDriver } from './workers/worker.ts';

/** All workers begin a run together; asking them takes less than this. */
const TOGETHER_MS = 30;

/** A load sent by as many workers as it asks for; their records go to one file, in whose order nothing is said. */
export function loadDriver(driver: LoadWorkerDriver): LoadDriver {
  return {
    async open({ recordFile, ...options }, scope) {
      const of = options.load.workers;
      const workers: LoadWorker[] = [];
      try {
        for (let index = 0; index < of; index += 1) workers.push(await driver.open(options, { index, of }, scope));
      } catch (error) {
        await Promise.all(workers.map((worker) => worker.close()));
        throw error;
      }
      const ensemble = new WorkerEnsemble(workers, scope.clock);
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
