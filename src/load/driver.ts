import { join } from 'node:path';
import { type ChildPeer, forkPeer } from '../platform/child.ts';
import type { LoadCounters, LoadDriver, PhaseSummary } from './generator.ts';
import type { LoadStart, RunPhases } from './load-process.ts';

/** All processes begin a run together; asking them takes less than this. */
const TOGETHER_MS = 30;
/**
 * A young generation of 1 MiB is collected often and in about a millisecond; with Node's 16 MiB, or with helper threads
 * that wait for a core, a pause takes 2 to 8 ms and every send in it is late (bench/pacing.js). With `--expose-gc` the
 * pacer collects between sends.
 */
const SHORT_PAUSES = ['--max-semi-space-size=1', '--single-threaded-gc', '--expose-gc'] as const;

/**
 * The load in one or more processes, each sending every n-th request. They append whole buffers of lines to the same
 * file; the order of lines says nothing.
 */
export const loadDriver: LoadDriver = {
  async open(options, scope) {
    const workers = options.load.workers;
    const peers: ChildPeer[] = [];
    const counters: LoadCounters[] = [];
    try {
      for (let index = 0; index < workers; index += 1) {
        const peer = forkPeer('load/load-process.js', join(scope.runDir, 'load.log'), SHORT_PAUSES);
        peers.push(peer);
        const start: LoadStart = { options, shard: { index, of: workers } };
        await peer.call('start', start);
      }
    } catch (error) {
      await Promise.all(peers.map((peer) => peer.close()));
      throw error;
    }
    const total = (): LoadCounters => ({
      phase: latestPhase(counters),
      intended: counters.reduce((sum, { intended }) => sum + intended, 0),
      sent: counters.reduce((sum, { sent }) => sum + sent, 0),
      answered: counters.reduce((sum, { answered }) => sum + answered, 0),
    });
    return {
      async setUp() {
        await Promise.all(peers.map((peer) => peer.call('setUp')));
      },
      async run(indexes, listener) {
        const argument: RunPhases = { indexes, startMs: scope.clock.nowMs() + TOGETHER_MS };
        const stops = peers.map((peer, at) =>
          peer.on('counters', (data) => {
            counters[at] = data as LoadCounters;
            listener(total());
          }),
        );
        try {
          return mergeSummaries(
            await Promise.all(peers.map((peer) => peer.call<readonly PhaseSummary[]>('run', argument))),
          );
        } finally {
          for (const stop of stops) stop();
        }
      },
      async cleanUp() {
        await peers[0]?.call('cleanUp');
      },
      async close() {
        await Promise.all(peers.map((peer) => peer.close()));
      },
    };
  },
};

/** The phase of the process that is furthest. */
function latestPhase(counters: readonly LoadCounters[]): number | null {
  const begun = counters.flatMap(({ phase }) => (phase === null ? [] : [phase]));
  return begun.length === 0 ? null : Math.max(...begun);
}

/** Phases of several processes: from the first start to the last end. */
function mergeSummaries(all: readonly (readonly PhaseSummary[])[]): readonly PhaseSummary[] {
  const [first = [], ...others] = all;
  return first.map((summary, at) => {
    const same = [summary, ...others.flatMap((summaries) => summaries[at] ?? [])];
    return {
      ...summary,
      startMs: Math.min(...same.map(({ startMs }) => startMs)),
      endMs: Math.max(...same.map(({ endMs }) => endMs)),
    };
  });
}
