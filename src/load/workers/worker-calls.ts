import { epochMs, every } from '../../platform/clock.ts';
import { LineGatherer } from '../../platform/line-gatherer.ts';
import { raisePriority } from '../../platform/priority.ts';
import { LoadRun } from '../sending/load-run.ts';
import { openSource } from '../sources/open-source.ts';
import type { WorkerCalls, WorkerEvents } from './worker-channel.ts';

const COUNTERS_EVERY_MS = 250;

/** How a worker tells what it was not asked; whatever carries its channel. */
export type Emit = <Name extends keyof WorkerEvents>(event: Name, data: WorkerEvents[Name]) => void;

export interface ServedWorker {
  readonly calls: WorkerCalls;
  close(): Promise<void>;
}

/** A worker as its own process answers for it. */
export function serveWorker(emit: Emit): ServedWorker {
  let run: LoadRun | undefined;
  let stopCounters = (): void => {};
  const opened = (): LoadRun => {
    if (run === undefined) throw new Error('the worker has not been opened');
    return run;
  };
  return {
    calls: {
      async open({ options, shard, processes }) {
        // On a busy machine the pacer must get the core when its time has come.
        raisePriority(processes);
        const lines = new LineGatherer((bytes) => emit('records', bytes));
        run = new LoadRun(options, shard, await openSource(options), lines);
        stopCounters = every(COUNTERS_EVERY_MS, () => {
          emit('counters', opened().counters());
          // What has been told is known, whatever becomes of this process.
          lines.drain();
        });
      },
      nowMs: () => epochMs(),
      setUp: () => opened().setUp(),
      async start(phases) {
        const worker = opened();
        const summaries = await worker.run(phases);
        return {
          phases: summaries,
          shapes: worker.shapes,
          firstSendLagMs: worker.firstSendLagMs,
          heldBack: worker.heldBack,
        };
      },
      cleanUp: () => opened().cleanUp(),
    },
    async close() {
      stopCounters();
      await run?.close();
    },
  };
}
