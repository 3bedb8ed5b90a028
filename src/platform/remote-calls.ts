import { messageOf } from '../core/errors.ts';

/** What goes over a channel: a call, its answer, or an event that nobody asked for. */
export type ChannelMessage =
  | { readonly id: number; readonly method: string; readonly argument: unknown }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly event: string; readonly data: unknown };

/** One side of a channel to another process: calls its methods, hears its events. */
export interface Peer {
  call<Result>(method: string, argument?: unknown): Promise<Result>;
  on(event: string, listener: (data: unknown) => void): () => void;
}

/** The asking side, whatever carries its messages. */
export class RemoteCalls implements Peer {
  readonly #send: (message: ChannelMessage) => void;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Map<string, Set<(data: unknown) => void>>();
  #ended: Error | null = null;
  #nextId = 0;

  constructor(send: (message: ChannelMessage) => void) {
    this.#send = send;
  }

  call<Result>(method: string, argument?: unknown): Promise<Result> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise<Result>((resolve, reject) => {
      if (this.#ended !== null) {
        reject(this.#ended);
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, method, argument });
    });
  }

  on(event: string, listener: (data: unknown) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** A message has come from the other side; what answers no call of ours is passed over. */
  take(message: ChannelMessage): void {
    if ('event' in message) {
      for (const listener of this.#listeners.get(message.event) ?? []) listener(message.data);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('error' in message) waiting?.reject(new Error(message.error));
    // JSON leaves out a result that is undefined.
    else if (!('method' in message)) waiting?.resolve(message.result as never);
  }

  /** The other side has gone: every call, open or to come, fails with this. */
  end(error: Error): void {
    this.#ended = error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

export type Methods = Readonly<Record<string, (argument: never) => unknown>>;

/** The answering side: the message that answers a call; `null` for what is no call. */
export async function answerCall(methods: Methods, message: ChannelMessage): Promise<ChannelMessage | null> {
  if (!('method' in message)) return null;
  const { id, method, argument } = message;
  try {
    if (!Object.hasOwn(methods, method)) throw new Error(`there is no method ${method}`);
    return { id, result: await methods[method]?.(argument as never) };
  } catch (error) {
    return { id, error: messageOf(error) };
  }
}
