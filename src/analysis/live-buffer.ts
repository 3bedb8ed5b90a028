import type { BatchSettings } from '../core/settings.ts';
import { AuditBuffer } from '../pipeline/audit-buffer.ts';

/**
 * The buffers of the API servers while a trial runs, by the model. Readings of the metrics say how many events came since
 * the last one, not when: they are spread evenly in between, so a peak that is shorter than that is levelled.
 */
export class LiveBuffer {
  readonly #settings: BatchSettings;
  readonly #servers = new Map<string, { readonly buffer: AuditBuffer<number>; atMs: number }>();

  constructor(settings: BatchSettings) {
    this.#settings = settings;
  }

  /** `events` came to `instance` since its last reading; the first reading of each only begins. */
  read(instance: string, atMs: number, events: number): void {
    const server = this.#servers.get(instance);
    if (server === undefined) {
      const buffer = new AuditBuffer<number>(this.#settings, { handedOver: () => {} }, { startMs: atMs });
      this.#servers.set(instance, { buffer, atMs });
      return;
    }
    const stepMs = (atMs - server.atMs) / events;
    for (let index = 1; index <= events; index += 1) server.buffer.arrive(server.atMs + index * stepMs, index);
    server.buffer.advance(atMs);
    server.atMs = atMs;
  }

  /** In the channels of all API servers; the batch that a collector holds is in none. */
  get events(): number {
    return [...this.#servers.values()].reduce((sum, { buffer }) => sum + buffer.queued, 0);
  }

  /** Of all channels. */
  get size(): number {
    return this.#servers.size * this.#settings.bufferSize;
  }
}
