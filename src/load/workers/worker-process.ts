import { serveParent } from '../../platform/child.ts';
import { epochMs, every } from '../../platform/clock.ts';
import { LineGatherer } from '../../platform/line-gatherer.ts';
import { raisePriority } from '../../platform/priority.ts';
import { emitTyped } from '../../platform/typed-channel.ts';
import { LoadRun } from '../sending/load-run.ts';
import { mixSource } from '../sources/mix.ts';
import type { WorkerCalls, WorkerEvents } from './worker-channel.ts';

const COUNTERS_EVERY_MS = 250;

let run: LoadRun;

const calls = {
  open({ options, shard }) {
    // On a busy machine the pacer must get the core when its time has come.
    raisePriority(shard.of);
    const lines = new LineGatherer((bytes) => emitTyped<WorkerEvents, 'records'>('records', bytes));
    run = new LoadRun(options, shard, mixSource(options), lines);
    every(COUNTERS_EVERY_MS, () => emitTyped<WorkerEvents, 'counters'>('counters', run.counters()));
  },
  nowMs: () => epochMs(),
  setUp: () => run.setUp(),
  async start(phases) {
    return { phases: await run.run(phases), shapes: run.shapes };
  },
  cleanUp: () => run.cleanUp(),
} satisfies WorkerCalls;

serveParent(calls, async () => {
  await run?.close();
});
