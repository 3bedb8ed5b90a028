import { Agent, request } from 'undici';
import { parse } from 'yaml';
import {
  asksToRetryAfter,
  backoffMs,
  POST_ATTEMPTS,
  POST_TIMEOUT_MS,
  RETRY_AFTER_POSTS,
} from '../../core/webhook-delivery.ts';

export type Wait = (durationMs: number) => Promise<void>;

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string };
  }[];
  readonly users: readonly {
    readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string };
  }[];
}

/** POSTs batches to the webhook of a kubeconfig, and retries as kube-apiserver does (core/webhook-delivery). */
export class WebhookClient {
  readonly #url: string;
  readonly #agent: Agent;
  readonly #initialBackoffMs: number;
  readonly #random: () => number;
  readonly #wait: Wait;

  constructor(kubeconfigText: string, initialBackoffMs: number, random: () => number, wait: Wait) {
    const config = parse(kubeconfigText) as Kubeconfig;
    const cluster = config.clusters[0]?.cluster;
    const user = config.users[0]?.user;
    if (cluster === undefined || user === undefined)
      throw new Error('the webhook kubeconfig names no cluster and user');
    const pem = (data: string): string => Buffer.from(data, 'base64').toString();
    this.#url = `${cluster.server}?timeout=30s`;
    this.#agent = new Agent({
      connect: {
        ca: pem(cluster['certificate-authority-data']),
        cert: pem(user['client-certificate-data']),
        key: pem(user['client-key-data']),
      },
      headersTimeout: POST_TIMEOUT_MS,
      bodyTimeout: POST_TIMEOUT_MS,
      keepAliveTimeout: 60_000,
    });
    this.#initialBackoffMs = initialBackoffMs;
    this.#random = random;
    this.#wait = wait;
  }

  /** Resolves with whether the batch was taken, after at most 5 attempts. */
  async deliver(eventTexts: readonly string[]): Promise<boolean> {
    const body = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${eventTexts.join(',')}]}`;
    for (let attempt = 0; attempt < POST_ATTEMPTS; attempt += 1) {
      if (await this.#attempt(body)) return true;
      if (attempt < POST_ATTEMPTS - 1) await this.#wait(backoffMs(this.#initialBackoffMs, attempt, this.#random));
    }
    return false;
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #attempt(body: string): Promise<boolean> {
    for (let post = 0; ; post += 1) {
      const answer = await this.#post(body);
      if (answer.taken) return true;
      if (answer.retryAfterMs === null || post >= RETRY_AFTER_POSTS) return false;
      await this.#wait(answer.retryAfterMs);
    }
  }

  async #post(body: string): Promise<{ taken: boolean; retryAfterMs: number | null }> {
    try {
      const headers = { 'Content-Type': 'application/json' };
      const {
        statusCode,
        headers: answered,
        body: rest,
      } = await request(this.#url, { method: 'POST', body, headers, dispatcher: this.#agent });
      await rest.dump();
      const retryAfter = answered['retry-after'];
      return {
        taken: statusCode >= 200 && statusCode < 300,
        retryAfterMs: asksToRetryAfter(statusCode, Array.isArray(retryAfter) ? retryAfter[0] : retryAfter),
      };
    } catch {
      return { taken: false, retryAfterMs: null };
    }
  }
}
