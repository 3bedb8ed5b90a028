import { auditId, REQUEST_KINDS, type RequestKind } from '../../core/audit-id.ts';
import { clusterFailed } from '../../core/errors.ts';
import { placeOf } from '../../core/target.ts';
import type { Scope } from '../../core/scope.ts';
import { formatCount } from '../../core/units.ts';
import type { AuditSettings } from '../../core/settings.ts';
import type { Probe } from '../../probes/probe.ts';
import type { Sink } from '../../sinks/sink.ts';
import { WAIT_WORTH_MS } from './bounds.ts';
import type { Filler } from './filler.ts';
import { waitUntil } from '../wait-until.ts';

const SENDERS = 16;
/** Events that have not arrived after this long may have been dropped: a batch is quick on an idle API server. */
const AGAIN_MS = 5000;

/** Events that were pushed and have not arrived yet. */
export interface Pushed {
  readonly rest: () => Promise<number>;
}

/** Sends numbered audited requests that make batches full; one for a trial, for the numbers go on. */
export class Pusher {
  readonly #probe: Probe;
  readonly #sink: Sink;
  readonly #filler: Filler;
  readonly #trialKey: string;
  readonly #scope: Scope;
  #number = 0;

  constructor(probe: Probe, sink: Sink, filler: Filler, trialKey: string, scope: Scope) {
    this.#probe = probe;
    this.#sink = sink;
    this.#filler = filler;
    this.#trialKey = trialKey;
    this.#scope = scope;
  }

  /** Audited requests sent so far. */
  get sent(): number {
    return this.#number;
  }

  /** At least `events` events on this API server. Errors: AuditBenchError when a request gets no answer. */
  async push(instance: string, events: number, kind: RequestKind): Promise<number> {
    let left = Math.ceil(events / this.#filler.events);
    const made = left * this.#filler.events;
    const send = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        this.#number += 1;
        const id = auditId(this.#trialKey, kind, this.#number);
        await this.#probe.get(instance, this.#filler.path, id, this.#scope.signal);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, send));
    return made;
  }

  /**
   * Fills a batch, so that it leaves at once and not after the wait (30 s by default), and waits until some of it has
   * arrived: what was queued before has then been handed over, for the buffer is first in, first out. A small buffer that
   * is full of the cluster's own events drops ours, so they are sent again from time to time.
   * Errors: AuditBenchError (exit 4) when nothing of it reaches the receiver in `boundMs`.
   */
  async prove(instance: string, settings: AuditSettings, kind: RequestKind, boundMs: number): Promise<Pushed> {
    const delivered = async (): Promise<number> =>
      (await this.#sink.counters()).deliveredByKind[REQUEST_KINDS[kind]] ?? 0;
    const before = await delivered();
    const ofAll = (await this.#sink.counters()).delivered;
    const deadlineMs = this.#scope.clock.nowMs() + boundMs;
    let made = 0;
    for (let arrived = false; !arrived; ) {
      const leftMs = deadlineMs - this.#scope.clock.nowMs();
      if (leftMs <= 0) throw this.#unproved(instance, boundMs, (await this.#sink.counters()).delivered - ofAll);
      made += await this.push(instance, settings.mode === 'batch' ? settings.maxBatchSize : 1, kind);
      arrived = await waitUntil(async () => (await delivered()) > before, Math.min(AGAIN_MS, leftMs), this.#scope);
    }
    return { rest: () => delivered().then((count) => before + made - count) };
  }

  /** `others`: events that did arrive, none of them ours. */
  #unproved(instance: string, boundMs: number, others: number): Error {
    const seconds = Math.round(boundMs / 1000);
    if (others > 0) {
      return clusterFailed(
        `none of our audit events of ${instance} reached the receiver in ${seconds} s, ${formatCount(others)} others did`,
        "the path is there, but the cluster's own events fill the buffer: give this variant a larger bufferSize, or more throttleQps",
      );
    }
    const { target } = this.#sink;
    if (target.backend === 'log') {
      return clusterFailed(
        `no audit event of ${instance} was found in ${placeOf(target)} in ${seconds} s`,
        "the API server must be able to write there, and this process to read what it wrote: see the API server's log",
      );
    }
    return clusterFailed(
      `no audit event of ${instance} reached the receiver at ${placeOf(target)} in ${seconds} s`,
      'the API server must be able to reach that address: look for a firewall between them, and in the API server\'s log for "webhook"',
    );
  }

  /**
   * Proves the path, then fills the batch that the rest of the requests began, so that nothing of them is waiting.
   * `receiverMs`: what the receiver takes for an answer. Errors: as `prove`.
   */
  async pushThrough(
    instance: string,
    settings: AuditSettings,
    kind: RequestKind,
    boundMs: number,
    receiverMs: number,
  ): Promise<void> {
    const batchSize = settings.mode === 'batch' ? settings.maxBatchSize : 1;
    const waitMs = settings.mode === 'batch' ? settings.maxBatchWaitMs : 0;
    const { rest } = await this.prove(instance, settings, kind, boundMs);
    if (waitMs > WAIT_WORTH_MS) {
      const begun = await rest();
      if (begun > 0 && begun < batchSize) {
        const more = await this.push(instance, batchSize - begun, kind);
        await waitUntil(async () => (await rest()) + more <= 0, receiverMs + 3000, this.#scope);
        return;
      }
    }
    await waitUntil(async () => (await rest()) <= 0, waitMs + receiverMs + 2000, this.#scope);
  }
}
