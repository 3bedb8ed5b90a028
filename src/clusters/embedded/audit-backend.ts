import type { AuditSettings } from '../../core/settings.ts';
import { AuditBuffer } from '../../pipeline/audit-buffer.ts';
import { truncateEvent } from '../../pipeline/truncate.ts';
import type { EmulatedMetrics } from './metrics.ts';
import type { WebhookClient } from './webhook-client.ts';

/** A timer that can be set again; the earlier setting is forgotten. */
export interface Alarm {
  set(atMs: number, ring: () => void): void;
  clear(): void;
}

export interface BackendParts {
  readonly settings: AuditSettings;
  readonly webhook: WebhookClient;
  readonly metrics: EmulatedMetrics;
  readonly alarm: Alarm;
  readonly nowMs: () => number;
  readonly waitUntil: (atMs: number) => Promise<void>;
  /** A line of the log, as kube-apiserver writes one per dropped event. */
  readonly log: (line: string) => void;
}

/** The audit backend in real time: pipeline/ decides, this delivers. */
export class AuditBackend {
  readonly #parts: BackendParts;
  readonly #buffer: AuditBuffer<string> | null;
  readonly #delivering = new Set<Promise<unknown>>();

  constructor(parts: BackendParts) {
    this.#parts = parts;
    const { settings } = parts;
    const observer = { handedOver: (batch: readonly string[], atMs: number): void => this.#handOver(batch, atMs) };
    this.#buffer = settings.mode === 'batch' ? new AuditBuffer(settings, observer, { startMs: parts.nowMs() }) : null;
    this.#wake();
  }

  /** An event was made. False: blocking-strict mode must fail the request. In batch mode it never waits. */
  async process(event: object): Promise<boolean> {
    const { settings, metrics, nowMs, log } = this.#parts;
    metrics.events.inc();
    const text = this.#shorten(event);
    if (text === null) return true;
    if (this.#buffer !== null) {
      const kept = this.#buffer.arrive(nowMs(), text);
      if (!kept) {
        metrics.errors.inc({ plugin: 'buffered' });
        log(`Error in audit plugin 'buffered' affecting 1 audit events: audit buffer queue blocked`);
      }
      this.#wake();
      return true;
    }
    const taken = await this.#deliver([text]);
    return taken || settings.mode !== 'blocking-strict';
  }

  /** Empties the buffer batch by batch, each waiting for its token, then waits for all deliveries and their retries. */
  async shutdown(): Promise<void> {
    this.#parts.alarm.clear();
    this.#buffer?.shutdown(this.#parts.nowMs());
    while (this.#delivering.size > 0) await Promise.all(this.#delivering);
  }

  #shorten(event: object): string | null {
    const { settings, metrics } = this.#parts;
    if (settings.truncate === null) return JSON.stringify(event);
    const size = (candidate: object): number => Buffer.byteLength(JSON.stringify(candidate));
    const truncated = truncateEvent(event, settings.truncate, size);
    if (truncated.outcome !== 'dropped') return JSON.stringify(truncated.event);
    metrics.errors.inc({ plugin: 'truncate' });
    return null;
  }

  #handOver(batch: readonly string[], atMs: number): void {
    const work = this.#parts.waitUntil(atMs).then(() => this.#deliver(batch));
    this.#delivering.add(work);
    void work.finally(() => this.#delivering.delete(work));
  }

  async #deliver(batch: readonly string[]): Promise<boolean> {
    const taken = await this.#parts.webhook.deliver(batch);
    if (!taken) {
      this.#parts.metrics.errors.inc({ plugin: 'webhook' }, batch.length);
      this.#parts.log(`Error in audit plugin 'webhook' affecting ${batch.length} audit events`);
    }
    return taken;
  }

  #wake(): void {
    const dueMs = this.#buffer?.nextWakeMs() ?? Number.POSITIVE_INFINITY;
    if (!Number.isFinite(dueMs)) return;
    this.#parts.alarm.set(dueMs, () => {
      this.#buffer?.advance(this.#parts.nowMs());
      this.#wake();
    });
  }
}
