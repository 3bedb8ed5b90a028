import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BatchRecord } from '../../src/core/records.ts';
import { HEALTHY_RECEIVER, type ReceiverPlan, withOutage } from '../../src/core/receiver.ts';
import { realClock } from '../../src/platform/clock.ts';
import type { Scope } from '../../src/core/scope.ts';
import type { ReceiverTarget } from '../../src/core/target.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { webhookSink } from '../../src/sinks/webhook/sink.ts';
import { testScope } from '../support/scope.ts';
import { clientOf, LOOPBACK_SINK } from '../support/sinks.ts';

const EVENT = {
  level: 'Metadata',
  auditID: 'ab-aaaaaa-m1',
  stage: 'ResponseComplete',
  stageTimestamp: '2026-11-24T09:00:00.000001Z',
};

async function openSink(
  plan: Partial<ReceiverPlan>,
): Promise<{ sink: Sink<ReceiverTarget>; scope: Scope; agent: Agent }> {
  const scope = testScope();
  const sink = await webhookSink.open(LOOPBACK_SINK, scope);
  await sink.receiver?.play({ ...HEALTHY_RECEIVER, ...plan }, 0);
  const agent = clientOf(sink);
  return { sink, scope, agent };
}

interface Answer {
  readonly status: number;
  readonly retryAfter: unknown;
  readonly text: string;
}

async function post(sink: Sink<ReceiverTarget>, agent: Agent, body: string): Promise<Answer> {
  const {
    statusCode,
    headers,
    body: rest,
  } = await request(sink.target.url, { method: 'POST', body, dispatcher: agent });
  return { status: statusCode, retryAfter: headers['retry-after'], text: await rest.text() };
}

describe('the webhook receiver', () => {
  test('records every batch with its events, and counts them by kind of request', async () => {
    const { sink, scope, agent } = await openSink({});
    const file = join(scope.runDir, 'events.jsonl');
    await sink.recordTo(file);
    const events = [EVENT, { ...EVENT, auditID: 'ab-aaaaaa-p2' }, { ...EVENT, auditID: 'somebody-else "quoted"' }];
    expect(await post(sink, agent, JSON.stringify({ items: events }))).toMatchObject({ status: 200 });
    expect(await sink.counters()).toMatchObject({
      delivered: 3,
      refused: 0,
      deliveredByKind: { m: 1, p: 1, other: 1 },
    });
    await sink.flush();
    const record = JSON.parse(readFileSync(file, 'utf8')) as BatchRecord;
    expect(record).toMatchObject({
      delivered: true,
      status: 200,
      concurrency: 1,
      bodyBytes: JSON.stringify({ items: events }).length,
    });
    expect(record.events[2]).toEqual([
      'somebody-else "quoted"',
      'ResponseComplete',
      Date.parse('2026-11-24T09:00:00Z') + 0.001,
      'Metadata',
      JSON.stringify(events[2]).length,
    ]);
  });

  test('refuses what is no event list, says and notes why, and goes on', async () => {
    const { sink, scope, agent } = await openSink({});
    const why = 'not an audit.k8s.io/v1 EventList: the text ends in the middle of a value';
    expect(await post(sink, agent, '{"items":[{')).toMatchObject({ status: 400, text: why });
    expect(readFileSync(join(scope.runDir, 'receiver.log'), 'utf8')).toMatch(
      new RegExp(`^127\\.0\\.0\\.1:\\d+: ${why}$`, 'm'),
    );
    expect(await post(sink, agent, '{"items":[]}')).toMatchObject({ status: 200 });
    expect(await sink.counters()).toMatchObject({ delivered: 0, open: 0 });
  });

  test('a client without a certificate gets no connection', async () => {
    const { sink } = await openSink({});
    const stranger = new Agent({ connect: { ca: sink.target.caPem } });
    onTestFinished(() => stranger.destroy());
    await expect(post(sink, stranger, '{"items":[]}')).rejects.toThrow();
  });

  test('answers with the fault that the scenario asks for; such events are not delivered', async () => {
    const { sink, agent } = await openSink({
      windows: [{ fromMs: 0, forMs: null, share: 1, what: { kind: 'status', status: 429, retryAfterSeconds: 3 } }],
    });
    expect(await post(sink, agent, JSON.stringify({ items: [EVENT] }))).toEqual({
      status: 429,
      retryAfter: '3',
      text: '',
    });
    expect(await sink.counters()).toMatchObject({ delivered: 0, refused: 1 });
  });

  test('refuses everything in an outage that begins with the measurement, and nothing before it', async () => {
    const { sink, agent } = await openSink({});
    const body = JSON.stringify({ items: [EVENT] });
    const away = withOutage(HEALTHY_RECEIVER, 3_600_000);
    await sink.receiver?.play(away, null);
    expect(await post(sink, agent, body)).toMatchObject({ status: 200 });
    expect(await sink.counters()).toMatchObject({ delivered: 1, refused: 0 });
    await sink.receiver?.play(away, realClock.nowMs());
    expect(await post(sink, agent, body)).toMatchObject({ status: 503 });
    expect(await sink.counters()).toMatchObject({ delivered: 1, refused: 1 });
    await sink.receiver?.play(HEALTHY_RECEIVER, realClock.nowMs());
    expect(await post(sink, agent, body)).toMatchObject({ status: 200 });
    expect(await sink.counters()).toMatchObject({ delivered: 2, refused: 1 });
  });

  test('answers 413 to a body above its limit', async () => {
    const { sink, agent } = await openSink({ bodyLimitBytes: 100 });
    expect(await post(sink, agent, '{"items":[]}')).toMatchObject({ status: 200 });
    expect(await post(sink, agent, JSON.stringify({ items: [EVENT] }))).toMatchObject({ status: 413 });
    expect(await sink.counters()).toMatchObject({ delivered: 0, refused: 1 });
  });

  test('takes its time when it is slow', async () => {
    const { sink, agent } = await openSink({ latencyMs: 150 });
    const startMs = performance.now();
    await post(sink, agent, '{"items":[]}');
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(145);
  });

  test('counts from zero into every new file', async () => {
    const { sink, scope, agent } = await openSink({});
    await sink.recordTo(join(scope.runDir, 'a.jsonl'));
    await post(sink, agent, JSON.stringify({ items: [EVENT] }));
    await sink.recordTo(join(scope.runDir, 'b.jsonl'));
    expect(await sink.counters()).toMatchObject({ delivered: 0, refused: 0 });
  });
});
