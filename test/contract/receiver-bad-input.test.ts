import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { webhookSink } from '../../src/sinks/webhook/sink.ts';
import { waitUntil } from '../../src/runner/wait-until.ts';
import { testScope } from '../support/scope.ts';
import { clientOf, LOOPBACK_SINK } from '../support/sinks.ts';

const EVENT =
  '{"level":"Metadata","auditID":"a","stage":"ResponseComplete","stageTimestamp":"2026-11-24T09:00:00.000001Z"}';
const LIST = `{"items":[${EVENT}]}`;
const NOT_A_LIST = 'not an audit.k8s.io/v1 EventList: ';

async function open() {
  const scope = testScope();
  const sink = await webhookSink.open(LOOPBACK_SINK, scope);
  const agent = clientOf(sink);
  const send = async (options: Partial<Dispatcher.RequestOptions>) => {
    const { statusCode, body } = await request(sink.target.url, { method: 'POST', dispatcher: agent, ...options });
    return { status: statusCode, text: await body.text() };
  };
  return { sink, send, scope };
}

/** Resident memory of the receiver's process (Linux). */
function memoryOfReceiver(): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const isOurs = new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(status);
      if (isOurs && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('receiver-process'))
        return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
    } catch {
      // It has ended.
    }
  }
  throw new Error('there is no receiver');
}

describe('what is no batch of an API server', () => {
  test('is refused with the reason, and the next batch is taken', async () => {
    const { sink, send } = await open();
    const json = { 'content-type': 'application/json' };
    const cases: readonly (readonly [Partial<Dispatcher.RequestOptions>, number, string])[] = [
      [{ body: '' }, 400, `${NOT_A_LIST}expected an object`],
      [{ body: LIST.slice(0, -20) }, 400, NOT_A_LIST],
      [{ body: '[1]' }, 400, NOT_A_LIST],
      [{ body: `{"items":[${EVENT.replace('2026', 'soon')}]}` }, 400, `${NOT_A_LIST}a stageTimestamp that is no time`],
      [{ body: Buffer.from([0, 255, 254]) }, 400, NOT_A_LIST],
      [{ body: LIST, headers: { 'content-type': 'text/xml' } }, 415, 'expected application/json, got text/xml'],
      [{ body: gzipSync(LIST), headers: { ...json, 'content-encoding': 'gzip' } }, 415, 'got one packed with gzip'],
      [{ method: 'GET' }, 405, 'expected a POST, got GET'],
    ];
    for (const [options, status, why] of cases) {
      const answer = await send(options);
      expect(answer).toMatchObject({ status, text: expect.stringContaining(why) as string });
    }
    expect(await send({ body: LIST, headers: json })).toMatchObject({ status: 200 });
    expect(await sink.counters()).toMatchObject({ delivered: 1, open: 0 });
  });

  test('of 100 MB is refused, told by its length or not, in memory that does not grow with it', async () => {
    const { sink, send, scope } = await open();
    const before = memoryOfReceiver();
    const chunk = Buffer.alloc(1 << 20, 0x20);
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let at = 0; at < 100; at += 1) yield chunk;
    }
    // The rest is left unread, so the connection may end before the answer is read: its log has the reason.
    await send({ body: Buffer.alloc(100 << 20, 0x20) }).catch(() => {});
    await send({ body: pieces() as never }).catch(() => {});
    const log = readFileSync(join(scope.runDir, 'receiver.log'), 'utf8');
    expect(log.match(/: the body is larger than 64 MiB: /g)).toHaveLength(2);
    expect(memoryOfReceiver() - before).toBeLessThan(200 << 20);
    expect(await send({ body: LIST })).toMatchObject({ status: 200 });
    expect(await sink.counters()).toMatchObject({ delivered: 1, open: 0 });
  });

  test('a client that stops in the middle holds nobody up, and is forgotten when it goes', async () => {
    const { sink, send, scope } = await open();
    const { caPem: ca, clientCertificatePem: cert, clientKeyPem: key, url } = sink.target;
    const { hostname, port } = new URL(url);
    const slow = connect({ host: hostname, port: Number(port), ca, cert, key });
    onTestFinished(() => void slow.destroy());
    slow.write(`POST /audit HTTP/1.1\r\nHost: x\r\nContent-Length: ${LIST.length}\r\n\r\n${LIST.slice(0, 30)}`);
    expect(await waitUntil(async () => (await sink.counters()).open === 1, 10_000, scope)).toBe(true);
    expect(await send({ body: LIST })).toMatchObject({ status: 200 });
    slow.destroy();
    expect(await waitUntil(async () => (await sink.counters()).open === 0, 10_000, scope)).toBe(true);
    expect(await sink.counters()).toMatchObject({ delivered: 1, refused: 0 });
  });
});
