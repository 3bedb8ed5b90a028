import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished, describe, expect, test } from 'vitest';
import { type SocketPeer, serveSocket, socketPeer } from '../../../src/platform/socket-channel.ts';
import type { Methods } from '../../../src/platform/remote-calls.ts';

/** Both ends of a connection on loopback. */
async function sockets(): Promise<readonly [Socket, Socket]> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const arrived = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const far = await arrived;
  onTestFinished(() => {
    near.destroy();
    far.destroy();
  });
  return [near, far];
}

async function channel(methods: Methods): Promise<{ peer: SocketPeer; served: ReturnType<typeof serveSocket> }> {
  const [near, far] = await sockets();
  return { peer: socketPeer(near, 'the other side'), served: serveSocket(far, methods) };
}

describe('a channel over a socket', () => {
  test('calls are answered, also with nothing, and errors keep their sentence', async () => {
    const { peer } = await channel({
      double: (value: number) => value * 2,
      nothing: () => undefined,
      fails: () => Promise.reject(new Error('the disk is full')),
    });
    expect(await Promise.all([peer.call('double', 21), peer.call('nothing')])).toEqual([42, undefined]);
    await expect(peer.call('fails')).rejects.toThrow('the disk is full');
    await expect(peer.call('constructor')).rejects.toThrow('there is no method constructor');
  });

  test('bytes and messages arrive in the order in which they were sent', async () => {
    const { peer, served } = await channel({ done: () => 'done' });
    const seen: unknown[] = [];
    peer.on('records', (data) => seen.push(Buffer.from(data as Uint8Array).toString().length));
    peer.on('counters', (data) => seen.push(data));
    for (let turn = 0; turn < 20; turn += 1) {
      served.emit('records', Buffer.from('x'.repeat(turn * 5000)));
      served.emit('counters', turn);
    }
    expect(await peer.call('done')).toBe('done');
    expect(seen).toEqual(Array.from({ length: 20 }, (_, turn) => [turn * 5000, turn]).flat());
  });

  test('a connection that goes away fails what was asked, and all that is asked later', async () => {
    const { peer, served } = await channel({ never: () => new Promise(() => {}) });
    const asked = peer.call('never');
    asked.catch(() => {});
    await served.end();
    await peer.close();
    await expect(asked).rejects.toThrow('the other side: closed the connection');
    await expect(peer.call('never')).rejects.toThrow('the other side: closed the connection');
    await served.ended;
  });

  test('what is no message ends the connection', async () => {
    const [near, far] = await sockets();
    const peer = socketPeer(near, 'the other side');
    far.write('GET / HTTP/1.1\r\n\r\n');
    expect(await peer.ended).toMatch(/^sent what is no message: not a frame: /);
  });
});
