import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import type { BatchRecord } from '../../src/core/records.ts';
import { type FaultWindow, HEALTHY_RECEIVER, type ReceiverFault } from '../../src/core/receiver.ts';
import type { ReceiverTarget } from '../../src/core/target.ts';
import { realClock } from '../../src/platform/clock.ts';
import { waitUntil } from '../../src/runner/wait-until.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { webhookSink } from '../../src/sinks/webhook/sink.ts';
import { testScope } from '../support/scope.ts';
import { clientOf, LOOPBACK_SINK } from '../support/sinks.ts';

const BODY = JSON.stringify({
  items: [
    {
      level: 'Metadata',
      auditID: 'ab-aaaaaa-m1',
      stage: 'ResponseComplete',
      stageTimestamp: '2026-11-24T09:00:00.000001Z',
    },
  ],
});

interface Faulty {
  readonly sink: Sink<ReceiverTarget>;
  readonly recordsOf: () => Promise<readonly BatchRecord[]>;
  /** The status, or the code of the error. */
  readonly post: (signal?: AbortSignal) => Promise<number | string>;
}

/** A receiver whose measurement begins now, with this fault from the first moment on. */
async function openWith(what: ReceiverFault, changes: Partial<FaultWindow> = {}): Promise<Faulty> {
  const scope = testScope();
  const sink = await webhookSink.open(LOOPBACK_SINK, scope);
  const agent = clientOf(sink);
  const file = join(scope.runDir, 'events.jsonl');
  await sink.recordTo(file);
  const post = async (signal?: AbortSignal): Promise<number | string> => {
    try {
      const options = {
        method: 'POST',
        body: BODY,
        dispatcher: agent,
        ...(signal === undefined ? {} : { signal }),
      } as const;
      const { statusCode, body } = await request(sink.target.url, options);
      await body.dump();
      return statusCode;
    } catch (error) {
      return String((error as { code?: unknown }).code);
    }
  };
  expect(await post()).toBe(200);
  const window: FaultWindow = { fromMs: 0, forMs: null, share: 1, what, ...changes };
  await sink.receiver?.play({ ...HEALTHY_RECEIVER, windows: [window] }, realClock.nowMs());
  const recordsOf = async (): Promise<readonly BatchRecord[]> => {
    await sink.flush();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    return lines.map((text) => JSON.parse(text) as BatchRecord);
  };
  return { sink, recordsOf, post };
}

/** Waits until a POST comes to this; connections fail by the clock and not by the POST. */
async function expectSoon(post: Faulty['post'], wanted: (came: number | string) => boolean): Promise<void> {
  expect(await waitUntil(async () => wanted(await post()), 5000, testScope())).toBe(true);
}

describe('a receiver with a fault', () => {
  test('a POST that its client gives up while it is held is recorded at once: the one that comes again is soon there', async () => {
    const { post, sink, recordsOf } = await openWith({ kind: 'latency', add: { by: 'constant', ms: 60_000 } });
    const client = new AbortController();
    const posted = post(client.signal);
    expect(await waitUntil(async () => (await sink.counters()).open === 1, 5000, testScope())).toBe(true);
    client.abort();
    await posted;
    expect(await waitUntil(async () => (await sink.counters()).open === 0, 5000, testScope())).toBe(true);
    expect((await recordsOf()).at(-1)).toMatchObject({ status: null, answeredMs: null, delivered: false });
  });

  test.each([
    ['refuse', 'ECONNREFUSED'],
    ['restart', 'ECONNREFUSED'],
    ['tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('%s: nobody gets through, and afterwards everybody does', async (kind, code) => {
    const { post, sink } = await openWith({ kind }, { forMs: 1500 });
    await expectSoon(post, (came) => came === code);
    await expectSoon(post, (came) => came === 200);
    expect((await sink.counters()).open).toBe(0);
  });

  test('a plan that ends while the port is closed leaves a receiver that answers', async () => {
    const { post, sink } = await openWith({ kind: 'refuse' });
    await expectSoon(post, (came) => came === 'ECONNREFUSED');
    await sink.receiver?.play(HEALTHY_RECEIVER, null);
    expect(await post()).toBe(200);
  });

  test('what is under way when it restarts is never answered, and is not delivered', async () => {
    const { post, sink, recordsOf } = await openWith({ kind: 'restart' }, { fromMs: 1000, forMs: 300 });
    const slow = { kind: 'latency', add: { by: 'constant', ms: 10_000 } } as const;
    const windows: readonly FaultWindow[] = [
      { fromMs: 0, forMs: null, share: 1, what: slow },
      { fromMs: 300, forMs: 300, share: 1, what: { kind: 'restart' } },
    ];
    await sink.receiver?.play({ latencyMs: 0, windows }, realClock.nowMs());
    expect(typeof (await post())).toBe('string');
    expect((await recordsOf()).at(-1)).toMatchObject({ delivered: false, status: null, answeredMs: null });
  });

  test('a limit of requests answers the rest with its status', async () => {
    const { post } = await openWith({ kind: 'limit', of: 'requests per second', most: 1, beyond: 429 });
    expect([await post(), await post()]).toEqual([200, 429]);
  });

  test('a body is read no faster than it says', async () => {
    const { post } = await openWith({ kind: 'slow-read', bytesPerSecond: 1000 });
    const startMs = performance.now();
    expect(await post()).toBe(200);
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(BODY.length - 5);
  });
});
