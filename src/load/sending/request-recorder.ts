import type { RequestRecord } from '../../core/records.ts';
import type { LineGatherer } from '../../platform/line-gatherer.ts';
import type { LoadCounters } from '../generator.ts';
import type { PlannedRequest } from '../sources/source.ts';
import type { Outcome } from './paced-engine.ts';

/** Counts the requests of a worker and writes a record of each that is over. */
export class RequestRecorder {
  readonly #lines: LineGatherer;
  readonly #counters = { intended: 0, sent: 0, answered: 0 };
  #open = 0;
  #idle: (() => void) | null = null;
  #aheadMs = 0;
  #firstIntendedMs = Number.POSITIVE_INFINITY;
  #firstSendLagMs: number | null = null;
  phase: number | null = null;

  constructor(lines: LineGatherer) {
    this.#lines = lines;
  }

  counters(): LoadCounters {
    return { phase: this.phase, ...this.#counters };
  }

  /** Records are written by another clock, which this one is so far ahead of. */
  beginRun(aheadMs: number): void {
    this.#aheadMs = aheadMs;
    this.#firstIntendedMs = Number.POSITIVE_INFINITY;
    this.#firstSendLagMs = null;
  }

  /** Of the earliest request of the run that has been sent and is over. */
  get firstSendLagMs(): number | null {
    return this.#firstSendLagMs;
  }

  begin(): void {
    this.#open += 1;
    this.#counters.intended += 1;
  }

  /** Of a request that has begun in this phase. */
  end(request: PlannedRequest, at: { phase: number; instance: string; intendedMs: number }, outcome: Outcome): void {
    const aheadMs = this.#aheadMs;
    const { sentMs, doneMs, status } = outcome;
    // Written out: objects made by spreading live long enough here to make collections of garbage half as long again.
    const record: RequestRecord = {
      id: request.id,
      phase: at.phase,
      shape: request.shape,
      instance: outcome.instance ?? at.instance,
      intendedMs: at.intendedMs - aheadMs,
      sentMs: sentMs === null ? null : sentMs - aheadMs,
      doneMs: doneMs === null ? null : doneMs - aheadMs,
      status,
      name: request.name === '' ? undefined : request.name,
      error: outcome.error,
    };
    this.#lines.writeLine(JSON.stringify(record));
    if (sentMs !== null) {
      this.#counters.sent += 1;
      if (at.intendedMs < this.#firstIntendedMs) {
        this.#firstIntendedMs = at.intendedMs;
        this.#firstSendLagMs = sentMs - at.intendedMs;
      }
    }
    if (status !== null) this.#counters.answered += 1;
    this.#open -= 1;
    if (this.#open === 0) this.#idle?.();
  }

  /** Resolves when nothing is open any more; every request settles by itself, because answers time out. */
  async allEnded(): Promise<void> {
    if (this.#open > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
      this.#idle = null;
    }
    this.#lines.drain();
  }
}
