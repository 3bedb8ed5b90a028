import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../core/errors.ts';
import { log } from '../../platform/child.ts';
import { epochMs } from '../../platform/clock.ts';
import { BodyTooLarge, peerAddress } from '../../platform/https-server.ts';
import type { BackendAnswer } from './forwarder.ts';
import { TOO_LARGE } from './unreadable.ts';

export type Reply = Pick<BackendAnswer, 'status' | 'headers' | 'body'>;
export const NO_BODY = Buffer.alloc(0);

export interface Replied {
  readonly status: number | null;
  readonly atMs: number | null;
}

/** What was answered and when; both `null` when nobody is there any more. */
export function reply(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Reply): Replied {
  if (request.socket.destroyed) return { status: null, atMs: null };
  response.writeHead(status, { ...headers, 'Content-Length': body.length });
  response.end(body);
  return { status, atMs: epochMs() };
}

/** A body that could not be read. */
export function refuseBody(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (error instanceof BodyTooLarge) refuse(request, response, 413, TOO_LARGE);
  else refuse(request, response, 400, notAList(error));
}

export function notAList(error: unknown): string {
  return `not an audit.k8s.io/v1 EventList: ${messageOf(error)}`;
}

/** For the client, and for the receiver's log. */
export function refuse(request: IncomingMessage, response: ServerResponse, status: number, why: string): void {
  if (response.destroyed) return;
  log(`${peerAddress(request)}: ${why}`);
  // What is left of the body is not read.
  response.writeHead(status, request.complete ? {} : { Connection: 'close' }).end(why);
}
