import { describe, expect, test } from 'vitest';
import { WEBHOOK_DEFAULTS } from '../../../../src/core/kubernetes-defaults.ts';
import type { Scope } from '../../../../src/core/scope.ts';
import type { Probe } from '../../../../src/probes/probe.ts';
import { Pusher } from '../../../../src/runner/trial/push.ts';
import type { Sink } from '../../../../src/sinks/sink.ts';

const SETTINGS = { ...WEBHOOK_DEFAULTS, maxBatchSize: 10 };

/** An API server whose full buffer drops the first `drops` events, while `othersPerSecond` of its own get through. */
function pusher(drops: number, othersPerSecond: number): { readonly pusher: Pusher; readonly sent: () => number } {
  let nowMs = 0;
  let sent = 0;
  const clock = { nowMs: () => nowMs, sleep: async (durationMs: number) => void (nowMs += durationMs) };
  const scope = { clock, signal: new AbortController().signal } as unknown as Scope;
  const probe = { get: async () => void (sent += 1) } as unknown as Probe;
  const arrived = (): number => Math.max(0, sent - drops);
  const counters = async () => ({
    delivered: arrived() + Math.floor((nowMs / 1000) * othersPerSecond),
    deliveredByKind: { p: arrived() },
  });
  const sink = { target: { backend: 'webhook', url: 'https://receiver/audit' }, counters } as unknown as Sink;
  return { pusher: new Pusher(probe, sink, { path: '/version', events: 1 }, 'key', scope), sent: () => sent };
}

describe('proving the path', () => {
  test('takes one batch where nothing is in the way', async () => {
    const { pusher: proving, sent } = pusher(0, 0);
    await proving.prove('apiserver-1', SETTINGS, 'path', 30_000);
    expect(sent()).toBe(10);
  });

  test('sends again what a buffer full of other events may have dropped', async () => {
    const { pusher: proving, sent } = pusher(25, 20);
    const { rest } = await proving.prove('apiserver-1', SETTINGS, 'path', 30_000);
    expect(sent()).toBe(30);
    expect(await rest()).toBe(25);
  });

  test('others arrive and ours never: the buffer is what is in the way, not the network', async () => {
    await expect(pusher(1000, 20).pusher.prove('apiserver-1', SETTINGS, 'path', 20_000)).rejects.toMatchObject({
      problems: [
        {
          message: 'none of our audit events of apiserver-1 reached the receiver in 20 s, 400 others did',
          hint: "the path is there, but the cluster's own events fill the buffer: give this variant a larger bufferSize, or more throttleQps",
        },
      ],
    });
  });

  test('nothing arrives at all: the address that could not be reached', async () => {
    await expect(pusher(1000, 0).pusher.prove('apiserver-1', SETTINGS, 'path', 20_000)).rejects.toMatchObject({
      problems: [{ message: 'no audit event of apiserver-1 reached the receiver at https://receiver/audit in 20 s' }],
    });
  });
});
