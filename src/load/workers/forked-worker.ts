import { join } from 'node:path';
import { forkPeer } from '../../platform/child.ts';
import { onRemote, remote } from '../../platform/typed-channel.ts';
import type { WorkerCalls, WorkerEvents } from './worker-channel.ts';
import type { LoadWorkerDriver } from './worker.ts';

/**
 * A young generation of 1 MiB is collected often and in about a millisecond; with Node's 16 MiB, or with helper threads
 * that wait for a core, a pause takes 2 to 8 ms and every send in it is late (bench/pacing.js). With `--expose-gc` the
 * pacer collects between sends.
 */
const SHORT_PAUSES = ['--max-semi-space-size=1', '--single-threaded-gc', '--expose-gc'] as const;

/** A worker in a process of its own on this machine. */
export const forkedWorker: LoadWorkerDriver = {
  async open(options, shard, scope) {
    const peer = forkPeer('load/workers/worker-process.js', join(scope.runDir, 'load.log'), SHORT_PAUSES);
    const worker = remote<WorkerCalls>(peer);
    try {
      await worker.open({ options, shard });
    } catch (error) {
      await peer.close();
      throw error;
    }
    return {
      nowMs: () => worker.nowMs(),
      setUp: () => worker.setUp(),
      async start(run, listener) {
        const stops = [
          onRemote<WorkerEvents, 'counters'>(peer, 'counters', (counters) => listener.counters(counters)),
          onRemote<WorkerEvents, 'records'>(peer, 'records', (lines) => listener.records(lines)),
        ];
        try {
          return await worker.start(run);
        } finally {
          for (const stop of stops) stop();
        }
      },
      cleanUp: () => worker.cleanUp(),
      close: () => peer.close(),
    };
  },
};
