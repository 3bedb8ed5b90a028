import type { SecureContext } from 'node:tls';
import { buildConnector, Client, type Dispatcher, Pool } from 'undici';
import type { LoadBalancer } from '../../core/api.ts';
import { secureContextOf } from '../../platform/secure-context.ts';
import { type Gate, serverOf } from './gates.ts';

/** kube-apiserver itself gives up on a request after 60 s. */
const ANSWER_TIMEOUT_MS = 30_000;

const LIMITS = {
  pipelining: 1,
  keepAliveTimeout: 120_000,
  headersTimeout: ANSWER_TIMEOUT_MS,
  bodyTimeout: ANSWER_TIMEOUT_MS,
} as const;

/** What a request is sent on. */
export interface Sender {
  readonly dispatcher: Dispatcher;
  /** Name of the API server at the other end now; absent: it is known without asking. */
  server?(): string;
}

/** Sockets through one gate; never more are taken at a time than there are. */
export interface Sockets {
  take(): Sender;
  giveBack(sender: Sender): void;
  destroy(): Promise<void>;
}

export function socketsTo(gate: Gate, connections: number): Sockets {
  return gate.balancer === null ? pooled(gate, connections) : dealt(gate, gate.balancer, connections);
}

/** Whichever is free: all lead to the same server. */
function pooled(gate: Gate, connections: number): Sockets {
  const connect = { secureContext: secureContextOf(gate), timeout: 10_000 };
  const sender = { dispatcher: new Pool(gate.origin, { connections, ...LIMITS, connect }) };
  return { take: () => sender, giveBack: () => {}, destroy: () => sender.dispatcher.destroy() };
}

/**
 * A connection stays on the server that the balancer gave it, so connections take turns: a pool that fills up from the
 * front would send a slow load to the servers of its first connections.
 */
function dealt(gate: Gate, balancer: LoadBalancer, connections: number): Sockets {
  const secureContext = secureContextOf(gate);
  const all = Array.from({ length: connections }, () => new DealtConnection(gate.origin, secureContext, balancer));
  const free = [...all];
  return {
    take() {
      const next = free.shift();
      if (next === undefined) throw new Error('more requests are on their way than there are connections');
      return next;
    },
    giveBack(sender) {
      const own = all.find((connection) => connection === sender);
      if (own !== undefined) free.push(own);
    },
    async destroy() {
      await Promise.all(all.map(({ dispatcher }) => dispatcher.destroy()));
    },
  };
}

/** One connection, made again when it breaks; then it may lead to another server. */
class DealtConnection implements Sender {
  readonly dispatcher: Dispatcher;
  #server = '';

  constructor(origin: string, secureContext: SecureContext, balancer: LoadBalancer) {
    const connect = buildConnector({ secureContext, servername: balancer.serverName, timeout: 10_000 });
    this.dispatcher = new Client(origin, {
      ...LIMITS,
      connect: (options, callback) => {
        this.#server = '';
        // undici names the server after the origin, which a certificate behind a balancer need not have.
        connect({ ...options, servername: balancer.serverName }, (...result) => {
          if (result[0] === null) this.#server = serverOf(result[1], balancer);
          callback(...result);
        });
      },
    });
  }

  server(): string {
    return this.#server;
  }
}
