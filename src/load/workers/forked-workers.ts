import { join } from 'node:path';
import { forkPeer } from '../../platform/child.ts';
import type { Scope } from '../../core/scope.ts';
import type { WorkerOptions } from '../generator.ts';
import type { Shard } from '../sources/share.ts';
import { remoteWorker } from './remote-worker.ts';
import { SHORT_PAUSES } from './short-pauses.ts';
import type { LoadWorker, LoadWorkerDriver } from './worker.ts';

/** Workers in processes of their own on this machine, as many as the load asks for. */
export const forkedWorkers: LoadWorkerDriver = {
  async open(options, scope) {
    const of = options.load.workers;
    const workers: LoadWorker[] = [];
    try {
      for (let index = 0; index < of; index += 1) workers.push(await openOne(options, { index, of }, scope));
      return workers;
    } catch (error) {
      await Promise.all(workers.map((worker) => worker.close()));
      throw error;
    }
  },
};

async function openOne(options: WorkerOptions, shard: Shard, scope: Scope): Promise<LoadWorker> {
  const peer = forkPeer('worker-process', join(scope.runDir, 'load.log'), SHORT_PAUSES);
  const worker = remoteWorker(`worker-${shard.index + 1}`, peer, () => peer.close());
  try {
    await worker.calls.open({ options, shard, processes: shard.of });
    return worker;
  } catch (error) {
    await peer.close();
    throw error;
  }
}
