import type { Peer } from '../../platform/remote-calls.ts';
import { onRemote, type Remote, remote } from '../../platform/typed-channel.ts';
import type { WorkerCalls, WorkerEvents } from './worker-channel.ts';
import type { LoadWorker } from './worker.ts';

/** A worker at the other end of a channel; `close` ends whatever holds it. */
export function remoteWorker(
  name: string,
  peer: Peer,
  close: () => Promise<void>,
): LoadWorker & { readonly calls: Remote<WorkerCalls> } {
  const calls = remote<WorkerCalls>(peer);
  return {
    name,
    calls,
    nowMs: () => calls.nowMs(),
    setUp: () => calls.setUp(),
    async start(run, listener) {
      const stops = [
        onRemote<WorkerEvents, 'counters'>(peer, 'counters', (counters) => listener.counters(counters)),
        onRemote<WorkerEvents, 'records'>(peer, 'records', (lines) => listener.records(lines)),
      ];
      try {
        const { firstSendLagMs, heldBack, ...summary } = await calls.start(run);
        return { ...summary, workers: [{ name, firstSendLagMs, lost: null, ...(heldBack === 0 ? {} : { heldBack }) }] };
      } finally {
        for (const stop of stops) stop();
      }
    },
    cleanUp: () => calls.cleanUp(),
    close,
  };
}
