import { log, serveParent } from '../../platform/child.ts';
import { epochMs, realClock } from '../../platform/clock.ts';
import { JsonLinesWriter } from '../../platform/files.ts';
import { PauseWatch } from '../../platform/pauses.ts';
import { emitTyped } from '../../platform/typed-channel.ts';
import type { FollowerCalls, FollowerEvents } from './follower-channel.ts';
import { LogReader } from './log-reader.ts';

/** Between two looks at the logs; what an event is late at most because nobody looked. */
const POLL_MS = 10;

let reader: LogReader | undefined;
let writer: JsonLinesWriter | null = null;
const pauses = new PauseWatch();
let polling: Promise<void> = Promise.resolve();
let failure: Error | undefined;

/** The first is told at once, for a trial should end then, and to whoever asks. */
function fail(error: unknown): void {
  if (failure !== undefined) return;
  failure = error instanceof Error ? error : new Error(String(error));
  log(failure.message);
  emitTyped<FollowerEvents, 'broken'>('broken', failure.message);
}

/** One look at a time. */
function poll(): Promise<void> {
  polling = polling.then(async () => {
    try {
      await reader?.poll();
    } catch (error) {
      fail(error);
    }
  });
  return polling;
}

function isBroken(): boolean {
  return failure !== undefined;
}

async function follow(): Promise<void> {
  while (!isBroken()) {
    await poll();
    // A log waits on its disk, records would wait in memory.
    await writer?.room();
    await realClock.sleep(POLL_MS);
  }
}

/** The reader, with everything that is in the files by now. Errors: what keeps the logs from being read. */
async function upToDate(): Promise<LogReader> {
  await poll();
  if (failure !== undefined) throw failure;
  if (reader === undefined) throw new Error('the follower has not started');
  return reader;
}

const methods: { [Method in keyof FollowerCalls]: (argument: Parameters<FollowerCalls[Method]>[0]) => unknown } = {
  start({ files, format }) {
    reader = new LogReader(files, format, epochMs);
    void follow();
  },
  async recordTo(file) {
    const current = await upToDate();
    const previous = writer;
    writer = file === null ? null : new JsonLinesWriter(file, fail);
    current.recordTo(writer);
    pauses.reset();
    await previous?.close();
  },
  mark: async (atMs) => (await upToDate()).mark(atMs),
  counters: async () => ({ ...(await upToDate()).counters(), pauseMs: pauses.largestMs }),
  async flush() {
    await upToDate();
    await writer?.flush();
  },
};

/** The logs are read in a process of their own: parsing them would disturb the pacer next door. */
serveParent(methods, async () => {
  await polling;
  reader?.close();
  await writer?.close();
});
