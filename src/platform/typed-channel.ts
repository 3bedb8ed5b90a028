import { emitToParent } from './child.ts';
import type { Peer } from './remote-calls.ts';

/** The methods of an interface, called from another process. */
export type Remote<Calls> = {
  readonly [Method in keyof Calls]: Calls[Method] extends (...argument: infer Argument) => infer Result
    ? (...argument: Argument) => Promise<Awaited<Result>>
    : never;
};

/** The parent's side of a channel whose both sides are held to the same interface: a misspelt method does not compile. */
export function remote<Calls extends object>(peer: Peer): Remote<Calls> {
  return new Proxy({} as Remote<Calls>, {
    get: (_, method) => (argument: unknown) => peer.call(String(method), argument),
  });
}

/** Listens to one of the events of an interface; returns how to stop. */
export function onRemote<Events, Name extends keyof Events & string>(
  peer: Peer,
  event: Name,
  listener: (data: Events[Name]) => void,
): () => void {
  return peer.on(event, (data) => listener(data as Events[Name]));
}

/** The child's side of the same. */
export function emitTyped<Events, Name extends keyof Events & string>(event: Name, data: Events[Name]): void {
  emitToParent(event, data);
}
