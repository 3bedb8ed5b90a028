import type { AuditSettings } from '../../core/settings.ts';
import { AuditBuffer } from '../../pipeline/audit-buffer.ts';
import { truncateEvent } from '../../pipeline/truncate.ts';
import type { AuditOutput } from './audit-output.ts';
import type { EmulatedMetrics } from './metrics.ts';

/** A timer that can be set again; the earlier setting is forgotten. */
export interface Alarm {
  set(atMs: number, ring: () => void): void;
  clear(): void;
}

export interface BackendParts {
  readonly settings: AuditSettings;
  readonly output: AuditOutput;
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
  /** How long the last batch held the collector up: a log is written before the next batch is begun. */
  #heldMs = 0;

  constructor(parts: BackendParts) {
    this.#parts = parts;
    const { settings } = parts;
    const observer = { handedOver: (batch: readonly string[], atMs: number): void => this.#handOver(batch, atMs) };
    const held = (): number => this.#heldMs;
    this.#buffer =
      settings.mode === 'batch' ? new AuditBuffer(settings, observer, { startMs: parts.nowMs() }, held) : null;
    this.#wake();
  }

  /** An event was made, and counted. False: blocking-strict mode must fail the request. In batch mode it never waits. */
  async process(event: object): Promise<boolean> {
    const { settings, metrics, nowMs, log } = this.#parts;
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
    await this.#parts.output.close();
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
    if (this.#parts.output.plugin === 'log') {
      const startMs = this.#parts.nowMs();
      void this.#deliver(batch);
      this.#heldMs = this.#parts.nowMs() - startMs;
      return;
    }
    const work = this.#parts.waitUntil(atMs).then(() => this.#deliver(batch));
    this.#delivering.add(work);
    void work.finally(() => this.#delivering.delete(work));
  }

  /** Up to the output's own waiting it runs at once. */
  async #deliver(batch: readonly string[]): Promise<boolean> {
    const { output, metrics, log } = this.#parts;
    const lost = await output.deliver(batch);
    if (lost === 0) return true;
    metrics.errors.inc({ plugin: output.plugin }, lost);
    if (output.plugin === 'webhook') log(`Error in audit plugin 'webhook' affecting ${lost} audit events`);
    return false;
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

/**
 * An event is counted once, however many backends it goes to, and goes to one after the other (k8s.io/apiserver
 * pkg/audit/union.go at v0.36.3). False: one of them must fail the request.
 */
export async function auditToAll(
  event: object,
  backends: readonly AuditBackend[],
  metrics: EmulatedMetrics,
): Promise<boolean> {
  metrics.events.inc();
  let taken = true;
  for (const backend of backends) taken = (await backend.process(event)) && taken;
  return taken;
}
