import { Agent, request } from 'undici';
import { parse } from 'yaml';
import { asksToRetryAfter, POST_TIMEOUT_MS } from '../../core/webhook-delivery.ts';
import { Delivery, type PostAnswer } from '../../pipeline/delivery.ts';

export type Wait = (durationMs: number) => Promise<void>;

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data'?: string };
  }[];
  readonly users: readonly {
    readonly user: { readonly 'client-certificate-data'?: string; readonly 'client-key-data'?: string };
  }[];
}

/** POSTs batches to the webhook of a kubeconfig; pipeline/ says when to try again and when to give up. */
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
    const pem = (name: string, data: string | undefined): object =>
      data === undefined ? {} : { [name]: Buffer.from(data, 'base64').toString() };
    const url = new URL(cluster.server);
    url.searchParams.set('timeout', '30s');
    this.#url = url.href;
    this.#agent = new Agent({
      connect: {
        ...pem('ca', cluster['certificate-authority-data']),
        ...pem('cert', user['client-certificate-data']),
        ...pem('key', user['client-key-data']),
      },
      headersTimeout: POST_TIMEOUT_MS,
      bodyTimeout: POST_TIMEOUT_MS,
      keepAliveTimeout: 60_000,
    });
    this.#initialBackoffMs = initialBackoffMs;
    this.#random = random;
    this.#wait = wait;
  }

  /** Resolves with whether the batch was taken, or given up. */
  async deliver(eventTexts: readonly string[]): Promise<boolean> {
    const body = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${eventTexts.join(',')}]}`;
    const delivery = new Delivery(this.#initialBackoffMs, this.#random);
    for (;;) {
      const step = delivery.answered(await this.#post(body));
      if (step.kind !== 'wait') return step.kind === 'delivered';
      await this.#wait(step.durationMs);
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #post(body: string): Promise<PostAnswer> {
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
        status: statusCode,
        retryAfterMs: asksToRetryAfter(statusCode, Array.isArray(retryAfter) ? retryAfter[0] : retryAfter),
      };
    } catch {
      return { status: null, retryAfterMs: null };
    }
  }
}
