import autocannon from 'autocannon';
import type { OwnBackend } from '../../core/own-backend.ts';
import type { ProbeStep } from '../../core/receiver-probe.ts';
import { POST_TIMEOUT_MS } from '../../core/webhook-delivery.ts';

export interface ProbeLoad {
  readonly backend: OwnBackend;
  readonly body: string;
  readonly batchEvents: number;
  readonly durationMs: number;
}

/** POSTs the same list for so long, each connection the next one when its answer is there (closed loop). */
export async function probeStep(
  { backend, body, batchEvents, durationMs }: ProbeLoad,
  concurrency: number,
  signal: AbortSignal,
): Promise<ProbeStep> {
  const { url, caPem, client, headers } = backend;
  const run = autocannon({
    url,
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...Object.fromEntries(headers) },
    connections: concurrency,
    duration: durationMs / 1000,
    timeout: POST_TIMEOUT_MS / 1000,
    sampleInt: 100,
    tlsOptions: {
      ...(caPem === null ? {} : { ca: caPem }),
      ...(client === null ? {} : { cert: client.certificatePem, key: client.keyPem }),
    },
  });
  const stop = (): void => (run as unknown as { stop(): void }).stop();
  signal.addEventListener('abort', stop, { once: true });
  const { latency, non2xx, errors, duration, '2xx': taken } = await run;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  const batchesPerSecond = taken / Math.max(duration, 0.001);
  return {
    concurrency,
    batchesPerSecond,
    eventsPerSecond: batchesPerSecond * batchEvents,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    failed: non2xx + errors,
  };
}
