import type { LoadCounters } from '../load/generator.ts';
import type { SampleRecord } from '../core/records.ts';
import { type Phase, plannedDurationMs } from '../core/scenario.ts';
import type { Scope } from '../core/scope.ts';

/** Turns counters into the numbers that a person watches: rates, what was dropped so far, time left. */
export class TrialProgress {
  readonly #scope: Scope;
  readonly #plannedMs: number;
  readonly #startedMs: number;
  #lastLoad: { atMs: number; sent: number } | null = null;
  #lastEvents = new Map<string, { atMs: number; generated: number }>();
  #requestsPerSecond: number | null = null;
  #eventsPerSecond: number | null = null;
  #dropped = new Map<string, number>();

  constructor(phases: readonly Phase[], scope: Scope) {
    this.#scope = scope;
    this.#plannedMs = plannedDurationMs(phases.filter((phase) => phase.measure));
    this.#startedMs = scope.clock.nowMs();
  }

  load({ sent }: LoadCounters): void {
    const atMs = this.#scope.clock.nowMs();
    const last = this.#lastLoad;
    if (last !== null && atMs > last.atMs) this.#requestsPerSecond = ((sent - last.sent) * 1000) / (atMs - last.atMs);
    this.#lastLoad = { atMs, sent };
    this.#show();
  }

  sample(sample: SampleRecord, before: readonly SampleRecord[]): void {
    if (sample.counters === null) return;
    const { generated, errors } = sample.counters;
    const last = this.#lastEvents.get(sample.instance);
    if (last !== undefined && sample.sentMs > last.atMs) {
      this.#eventsPerSecond = ((generated - last.generated) * 1000) / (sample.sentMs - last.atMs);
    }
    this.#lastEvents.set(sample.instance, { atMs: sample.sentMs, generated });
    const first = before.find((reading) => reading.instance === sample.instance)?.counters?.errors.buffered ?? 0;
    this.#dropped.set(sample.instance, errors.buffered - first);
    this.#show();
  }

  #show(): void {
    this.#scope.progress.status({
      leftMs: Math.max(0, this.#plannedMs - (this.#scope.clock.nowMs() - this.#startedMs)),
      requestsPerSecond: this.#requestsPerSecond,
      eventsPerSecond: this.#eventsPerSecond,
      dropped: [...this.#dropped.values()].reduce((sum, count) => sum + count, 0),
    });
  }
}
