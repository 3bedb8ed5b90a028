import { LiveBuffer } from '../../analysis/live-buffer.ts';
import type { LoadCounters } from '../../load/generator.ts';
import type { SampleRecord } from '../../core/records.ts';
import { type Phase, plannedDurationMs } from '../../core/scenario.ts';
import type { Scope } from '../../core/scope.ts';
import type { AuditSettings } from '../../core/settings.ts';

/** Counters that were held up come together, and a rate over a moment is none that anybody can use. */
const RATE_OVER_MS = 250;

/** Turns counters into what a person watches: the phase that runs, rates, what was dropped so far, time left. */
export class TrialProgress {
  readonly #trialId: string;
  readonly #phases: readonly Phase[];
  /** Indexes of the phases that are measured, in their order. */
  readonly #measured: readonly number[];
  readonly #scope: Scope;
  readonly #plannedMs: number;
  /** `null`: a mode without a buffer. */
  readonly #buffer: LiveBuffer | null;
  #startedMs = 0;
  #phase: number | null = null;
  #load = { sent: 0, intended: 0 };
  /** Since when the rate is counted. */
  #rateFrom: { readonly atMs: number; readonly sent: number } | null = null;
  #requestsPerSecond: number | null = null;
  /** By API server, for all of them make events. */
  readonly #lastEvents = new Map<string, { atMs: number; generated: number }>();
  readonly #eventsPerSecond = new Map<string, number>();
  readonly #dropped = new Map<string, number>();
  readonly #generated = new Map<string, number>();

  constructor(trialId: string, phases: readonly Phase[], settings: AuditSettings, scope: Scope) {
    this.#buffer = settings.mode === 'batch' ? new LiveBuffer(settings) : null;
    this.#trialId = trialId;
    this.#phases = phases;
    this.#measured = phases.flatMap((phase, index) => (phase.measure ? [index] : []));
    this.#scope = scope;
    this.#plannedMs = plannedDurationMs(phases.filter((phase) => phase.measure));
  }

  /** The first measured phase is about to run. */
  begin(): void {
    this.#startedMs = this.#scope.clock.nowMs();
    this.#enter(this.#measured[0] ?? null);
  }

  load({ phase, sent, intended }: LoadCounters): void {
    // Counters of the warm-up may still be on their way.
    if (phase !== null && phase !== this.#phase && this.#measured.includes(phase)) this.#enter(phase);
    const atMs = this.#scope.clock.nowMs();
    const from = this.#rateFrom;
    const overMs = atMs - (from?.atMs ?? atMs);
    if (from !== null && overMs >= RATE_OVER_MS) this.#requestsPerSecond = ((sent - from.sent) * 1000) / overMs;
    if (from === null || overMs >= RATE_OVER_MS) this.#rateFrom = { atMs, sent };
    this.#load = { sent, intended };
    this.#show();
  }

  sample(sample: SampleRecord, before: readonly SampleRecord[]): void {
    if (sample.counters === null) return;
    const { generated, errors } = sample.counters;
    const last = this.#lastEvents.get(sample.instance);
    if (last !== undefined && sample.sentMs >= last.atMs + RATE_OVER_MS) {
      const perSecond = ((generated - last.generated) * 1000) / (sample.sentMs - last.atMs);
      this.#eventsPerSecond.set(sample.instance, perSecond);
    }
    this.#buffer?.read(sample.instance, sample.sentMs, generated - (last?.generated ?? generated));
    this.#lastEvents.set(sample.instance, { atMs: sample.sentMs, generated });
    const first = before.find((reading) => reading.instance === sample.instance)?.counters;
    this.#dropped.set(sample.instance, errors.buffered - (first?.errors.buffered ?? 0));
    this.#generated.set(sample.instance, generated - (first?.generated ?? 0));
    this.#show();
  }

  #enter(phase: number | null): void {
    this.#phase = phase;
    const name = phase === null ? undefined : this.#phases[phase]?.name;
    const count = this.#measured.length;
    const place = phase === null || count < 2 ? '' : ` (${this.#measured.indexOf(phase) + 1} of ${count})`;
    this.#scope.progress.step(`${this.#trialId}: measuring${name === undefined ? '' : `: ${name}${place}`}`);
  }

  #show(): void {
    const leftMs = this.#plannedMs - (this.#scope.clock.nowMs() - this.#startedMs);
    this.#scope.progress.status({
      // How long a burst or the last answers take is not known before.
      leftMs: leftMs > 0 ? leftMs : null,
      requestsPerSecond: this.#requestsPerSecond,
      eventsPerSecond: this.#eventsPerSecond.size === 0 ? null : sum(this.#eventsPerSecond),
      dropped: sum(this.#dropped),
      buffer:
        this.#buffer === null || this.#buffer.size === 0
          ? null
          : { events: this.#buffer.events, size: this.#buffer.size },
      counts: {
        ...this.#load,
        generated: sum(this.#generated),
        dropped: sum(this.#dropped),
      },
    });
  }
}

function sum(byInstance: ReadonlyMap<string, number>): number {
  return [...byInstance.values()].reduce((total, value) => total + value, 0);
}
