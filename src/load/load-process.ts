import { emitToParent, serveParent } from '../platform/child.ts';
import { every } from '../platform/clock.ts';
import { raisePriority } from '../platform/priority.ts';
import { JsonLinesWriter } from '../platform/files.ts';
import type { LoadOptions } from './generator.ts';
import { LoadRun, type Shard } from './load-run.ts';

/** The generator in its own process; one of `shard.of`. */
export interface LoadStart {
  readonly options: LoadOptions;
  readonly shard: Shard;
}

export interface RunPhases {
  readonly indexes: readonly number[];
  readonly startMs: number;
}

const COUNTERS_EVERY_MS = 250;

let run: LoadRun;

serveParent(
  {
    start({ options, shard }: LoadStart) {
      // On a busy machine the pacer must get the core when its time has come.
      raisePriority(shard.of);
      run = new LoadRun(options, shard, new JsonLinesWriter(options.recordFile));
      every(COUNTERS_EVERY_MS, () => emitToParent('counters', run.counters()));
    },
    setUp: () => run.setUp(),
    run: ({ indexes, startMs }: RunPhases) => run.run(indexes, startMs),
    cleanUp: () => run.cleanUp(),
  },
  async () => {
    await run?.close();
  },
);
