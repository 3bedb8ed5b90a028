import { log, serveParent } from '../../platform/child.ts';
import { epochMs, realClock } from '../../platform/clock.ts';
import { JsonLinesWriter } from '../../platform/files.ts';
import type { Listening } from '../../platform/listening.ts';
import { LogFollower } from '../../platform/log/log-follower.ts';
import { startPostServer } from '../../platform/post-server.ts';
import { emitTyped } from '../../platform/typed-channel.ts';
import type { OutputCalls, OutputEvents } from './output-channel.ts';
import { ShippedOutput } from './shipped-output.ts';

/** Between two looks at the file. */
const POLL_MS = 10;

const output = new ShippedOutput(epochMs);
let follower: LogFollower | null = null;
let server: Listening | null = null;
let writer: JsonLinesWriter | null = null;
let polling: Promise<void> = Promise.resolve();
let truncationsBefore = 0;
const state = { broken: false };

function fail(error: unknown): void {
  if (state.broken) return;
  state.broken = true;
  const message = error instanceof Error ? error.message : String(error);
  log(message);
  emitTyped<OutputEvents, 'broken'>('broken', message);
}

/** One look at a time. */
function poll(): Promise<void> {
  polling = polling.then(() => follower?.poll()).catch(fail);
  return polling;
}

async function follow(): Promise<void> {
  while (!state.broken) {
    await poll();
    await realClock.sleep(POLL_MS);
  }
}

/** What comes out of a shipper is read in a process of its own, beside the pacer and the API server's log. */
serveParent(
  {
    async start(place) {
      if (place.kind === 'webhook') {
        server = await startPostServer(place, (text) => void output.takeText(text));
        return server.port;
      }
      follower = new LogFollower(place.path, (lines) => output.takeLines(lines));
      void follow();
      return 0;
    },
    async recordTo(file) {
      await poll();
      const previous = writer;
      writer = file === null ? null : new JsonLinesWriter(file, fail);
      output.recordTo(writer);
      truncationsBefore = follower?.report.truncations ?? 0;
      await previous?.close();
    },
    mark: (atMs) => output.mark(atMs),
    async counters() {
      await poll();
      return { ...output.counters, truncations: (follower?.report.truncations ?? 0) - truncationsBefore };
    },
    async flush() {
      await poll();
      await writer?.flush();
    },
  } satisfies OutputCalls,
  async () => {
    state.broken = true;
    await polling;
    follower?.close();
    await server?.close();
    await writer?.close();
  },
);
