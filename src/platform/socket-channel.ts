import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { messageOf } from '../core/errors.ts';
import { encodeFrame, FrameReader, type FrameKind, MOST_FRAME_BYTES } from './frames.ts';
import { answerCall, type ChannelMessage, type Methods, type Peer, RemoteCalls } from './remote-calls.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);
/** The fastest: records of requests shrink to a seventh with it, and who sends load has little time to spare. */
const DEFLATE_LEVEL = 1;

/**
 * Carries the messages of a channel over a socket: JSON, and bytes compressed. Order is kept, for compression is waited
 * for before the next frame. A socket that fails, or brings what is no frame, is closed.
 */
class FramedSocket {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  #writing: Promise<void> = Promise.resolve();
  #reading: Promise<void> = Promise.resolve();

  constructor(socket: Socket, take: (message: ChannelMessage) => void, gone: (why: string) => void) {
    this.#socket = socket;
    let why = 'closed the connection';
    socket.on('data', (piece: Buffer) => {
      try {
        for (const frame of this.#reader.take(piece)) this.#read(frame.kind, frame.content, take);
      } catch (error) {
        why = `sent what is no message: ${messageOf(error)}`;
        socket.destroy();
      }
    });
    socket.on('error', (error) => {
      why = error.message;
    });
    socket.once('close', () => void this.#reading.then(() => gone(why)));
  }

  /** An event whose data are bytes goes compressed; everything else is JSON. */
  send(message: ChannelMessage): void {
    this.#writing = this.#writing.then(async () => {
      if (this.#socket.destroyed) return;
      if ('event' in message && message.data instanceof Uint8Array) {
        const name = Buffer.from(message.event);
        const content = await deflate(message.data, { level: DEFLATE_LEVEL });
        this.#write('bytes', Buffer.concat([Buffer.from([name.length]), name, content]));
      } else this.#write('message', Buffer.from(JSON.stringify(message)));
    });
  }

  /** Resolves when all that was sent has been handed to the system. */
  async end(): Promise<void> {
    await this.#writing;
    await new Promise<void>((resolve) => this.#socket.end(() => resolve()));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #write(kind: FrameKind, content: Buffer): void {
    this.#socket.write(encodeFrame({ kind, content }));
  }

  #read(kind: FrameKind, content: Buffer, take: (message: ChannelMessage) => void): void {
    this.#reading = this.#reading
      .then(async () => {
        take(await decodeMessage(kind, content));
      })
      .catch(() => void this.#socket.destroy());
  }
}

/** Errors: for what is no message, whatever it is. */
export async function decodeMessage(kind: FrameKind, content: Buffer): Promise<ChannelMessage> {
  if (kind === 'message') {
    const message = JSON.parse(content.toString()) as ChannelMessage;
    if (typeof message !== 'object' || message === null) throw new Error('not a message');
    return message;
  }
  const nameEnd = 1 + (content[0] ?? 0);
  const event = content.subarray(1, nameEnd).toString();
  return { event, data: await inflate(content.subarray(nameEnd), { maxOutputLength: MOST_FRAME_BYTES }) };
}

export interface SocketPeer extends Peer {
  /** Resolves when the connection is over, with a sentence about how. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

/** The asking side of a channel over a socket. */
export function socketPeer(socket: Socket, name: string): SocketPeer {
  let over: (how: string) => void;
  const ended = new Promise<string>((resolve) => {
    over = resolve;
  });
  const calls = new RemoteCalls((message) => framed.send(message));
  const framed = new FramedSocket(
    socket,
    (message) => calls.take(message),
    (why) => {
      calls.end(new Error(`${name}: ${why}`));
      over(why);
    },
  );
  return {
    call: (method, argument) => calls.call(method, argument),
    on: (event, listener) => calls.on(event, listener),
    ended,
    async close() {
      framed.destroy();
      await ended;
    },
  };
}

/** The answering side; `ended` resolves when the asking one has gone. */
export function serveSocket(socket: Socket, methods: Methods) {
  let over: () => void;
  const ended = new Promise<void>((resolve) => {
    over = resolve;
  });
  const framed = new FramedSocket(
    socket,
    // The next message does not wait for the answer to this one.
    (message) =>
      void answerCall(methods, message).then((answer) => {
        if (answer !== null) framed.send(answer);
      }),
    () => over(),
  );
  return {
    ended,
    emit: (event: string, data: unknown) => framed.send({ event, data }),
    end: () => framed.end(),
  };
}
