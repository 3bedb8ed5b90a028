import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BatchRecord } from '../../src/core/records.ts';
import type { OwnBackend } from '../../src/core/own-backend.ts';
import { freePort } from '../../src/platform/programs.ts';
import { webhookSink } from '../../src/sinks/webhook/sink.ts';
import { noBenthos, startBenthos } from '../support/benthos.ts';
import { startNginx } from '../support/nginx.ts';
import { testScope } from '../support/scope.ts';
import { clientOf, LOOPBACK_SINK } from '../support/sinks.ts';

const NO_TLS = { via: 'forward', caPem: null, client: null, headers: [] } as const;

function listOf(events: number, padding = ''): string {
  const items = Array.from({ length: events }, (_, index) => ({
    level: 'Metadata',
    auditID: `ab-aaaaaa-m${index + 1}`,
    stage: 'ResponseComplete',
    stageTimestamp: '2026-11-24T09:00:00.000001Z',
    requestURI: `/ü/${padding}`,
  }));
  return JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items });
}

async function forwardTo(ownBackend: OwnBackend) {
  const notes: string[] = [];
  const scope = testScope();
  const progress = { ...scope.progress, note: (sentence: string) => notes.push(sentence) };
  const sink = await webhookSink.open({ ...LOOPBACK_SINK, ownBackend }, { ...scope, progress });
  const agent = clientOf(sink);
  const file = join(scope.runDir, 'events.jsonl');
  await sink.recordTo(file);
  const post = async (body: string) => {
    const url = `${sink.target.url}?timeout=30s`;
    const headers = { 'Content-Type': 'application/json', Authorization: 'Bearer of the client' };
    const answer = await request(url, { method: 'POST', body, headers, dispatcher: agent });
    return {
      status: answer.statusCode,
      retryAfter: answer.headers['retry-after'],
      text: await answer.body.text(),
    };
  };
  const records = async (): Promise<readonly BatchRecord[]> => {
    await sink.flush();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as BatchRecord);
  };
  return { sink, post, records, notes };
}

describe('a backend of the user behind the receiver', () => {
  test('Benthos gets the same bytes, and the ledger has the same events', async (context) => {
    if (noBenthos !== null) context.skip(noBenthos);
    const benthos = await startBenthos();
    onTestFinished(benthos.stop);
    const { post, records, sink } = await forwardTo({ ...NO_TLS, url: benthos.url });
    const bodies = [listOf(1), listOf(400, 'x'.repeat(500)), listOf(3)];
    for (const body of bodies) expect(await post(body)).toMatchObject({ status: 200 });
    expect(benthos.bodies()).toEqual(bodies);
    const recorded = (await records()).flatMap(({ events }) => events.map(([id]) => id));
    const theirs = benthos
      .bodies()
      .flatMap((body) => (JSON.parse(body) as { items: { auditID: string }[] }).items.map(({ auditID }) => auditID));
    expect(recorded).toEqual(theirs);
    expect(await sink.counters()).toMatchObject({ delivered: 404, refused: 0 });
  });

  test('nginx is shown the client certificate, and what it answers is answered', async () => {
    const nginx = await startNginx('add_header Retry-After 7 always; return 503 "busy $arg_timeout $http_x_tenant";');
    onTestFinished(nginx.stop);
    const headers = [['X-Tenant', 'blue']] as const;
    const { post, records, sink } = await forwardTo({ ...nginx.backend, headers });
    expect(await post(listOf(1))).toEqual({ status: 503, retryAfter: '7', text: 'busy 30s blue' });
    expect(await sink.counters()).toMatchObject({ delivered: 0, refused: 1 });
    const [record] = await records();
    expect(record).toMatchObject({ status: 503, delivered: false });
    expect(record?.forwarded?.tookMs).toBeGreaterThan(0);
  });

  test("headers of the user stand in the place of the client's", async () => {
    const nginx = await startNginx('return 200 "$http_authorization $content_type";');
    onTestFinished(nginx.stop);
    const headers = [['authorization', 'Bearer of the user']] as const;
    const { post } = await forwardTo({ ...nginx.backend, headers });
    expect(await post(listOf(1))).toMatchObject({ status: 200, text: 'Bearer of the user application/json' });
  });

  test('a body that it finds too large is refused with its own status', async () => {
    const nginx = await startNginx('return 200;');
    onTestFinished(nginx.stop);
    const { post } = await forwardTo(nginx.backend);
    expect(await post(listOf(1))).toMatchObject({ status: 200 });
    expect(await post(listOf(20))).toMatchObject({ status: 413 });
  });

  test('what it says of a body that is no list of events is answered, and nothing is counted', async () => {
    const nginx = await startNginx('return 202 "taken";');
    onTestFinished(nginx.stop);
    const { post, records, sink } = await forwardTo(nginx.backend);
    expect(await post('{"items": [')).toMatchObject({ status: 202, text: 'taken' });
    expect(await post(listOf(1))).toMatchObject({ status: 202 });
    expect(await sink.counters()).toMatchObject({ delivered: 1, refused: 0, open: 0 });
    expect(await records()).toHaveLength(1);
  });

  test('one that goes away is 502 with the cause, told once', async () => {
    const nginx = await startNginx('return 200;');
    const { post, records, notes, sink } = await forwardTo(nginx.backend);
    expect(await post(listOf(1))).toMatchObject({ status: 200 });
    await nginx.stop();
    const cause = `connect ECONNREFUSED ${new URL(nginx.backend.url).host}`;
    // The first POST may still find the connection of before, and its end.
    await post(listOf(1));
    expect(await post(listOf(2))).toMatchObject({ status: 502, text: cause });
    expect(await post(listOf(2))).toMatchObject({ status: 502, text: cause });
    expect(await sink.counters()).toMatchObject({ delivered: 1, refused: 5 });
    expect((await records()).at(-1)).toMatchObject({ status: 502, delivered: false, forwarded: { error: cause } });
    expect(notes.filter((note) => note === `a POST was not answered by the backend: ${cause}`)).toHaveLength(1);
  });

  test('one that is not there is told before anything is started', async () => {
    const url = `http://127.0.0.1:${await freePort()}/audit?key=secret`;
    await expect(forwardTo({ ...NO_TLS, url })).rejects.toThrow(
      `receiver.forward.url: ${url.replace('?key=secret', '')} cannot be reached: connect ECONNREFUSED ${new URL(url).host}`,
    );
  });

  test('one of another authority is told before anything is started', async () => {
    const nginx = await startNginx('return 200;');
    onTestFinished(nginx.stop);
    await expect(forwardTo({ ...nginx.backend, caPem: null })).rejects.toThrow(
      `receiver.forward.url: ${nginx.backend.url} cannot be reached: unable to verify the first certificate`,
    );
  });
});
