import { formatAbout } from '../../core/estimate.ts';
import type { ProgressStatus } from '../../core/scope.ts';
import { formatCount } from '../../core/units.ts';
import type { Plan } from './run-progress.ts';
import { TimeLeft } from './time-left.ts';

/** What is shown of a run: the trial of how many, what it does, numbers, and how far the whole is. */
export class RunView {
  readonly #plan: Plan | null;
  readonly #timeLeft: TimeLeft | null;
  #trial: string | null = null;
  #number = 0;
  #step = '';
  #status: ProgressStatus | null = null;

  constructor(plan: Plan | null) {
    this.#plan = plan;
    this.#timeLeft = plan === null ? null : new TimeLeft(plan);
  }

  trial(id: string, nowMs: number): void {
    this.#number += 1;
    this.#trial = id;
    this.#timeLeft?.trial(nowMs);
  }

  step(text: string): void {
    this.#step = text;
    this.#status = null;
  }

  status(status: ProgressStatus): void {
    this.#status = status;
  }

  /** `trial 2 of 7  small-1: measuring: burst (2 of 3) · buffer 300 of 5,000 (model)`; trials beyond the plan are repeats of those in doubt. */
  get head(): string {
    if (this.#trial === null) return this.#step;
    const most = Math.max(this.#number, this.#plan?.trials ?? 0);
    const { buffer = null } = this.#status ?? {};
    const filled =
      buffer === null ? '' : ` · buffer ${formatCount(buffer.events)} of ${formatCount(buffer.size)} (model)`;
    return `trial ${this.#number} of ${most}  ${this.#step}${filled}`;
  }

  /** The numbers of the step; none before any is known. */
  numbers(nowMs: number): readonly string[] {
    const left = this.#timeLeft === null ? [] : [leftWords(this.#timeLeft, nowMs)];
    if (this.#status === null) return left;
    const { requestsPerSecond, eventsPerSecond, dropped } = this.#status;
    return [
      ...left,
      ...(requestsPerSecond === null ? [] : [`${formatCount(requestsPerSecond)} req/s`]),
      ...(eventsPerSecond === null ? [] : [`${formatCount(eventsPerSecond)} events/s`]),
      ...(dropped === null ? [] : [`${formatCount(dropped)} dropped`]),
    ];
  }

  /** Of the whole run; `null`: there is no plan. */
  leftMs(nowMs: number): number | null {
    return this.#timeLeft?.leftMs(nowMs) ?? null;
  }

  /** How far the run is, 0 to 1; `null`: there is no plan. */
  share(nowMs: number): number | null {
    return this.#timeLeft?.share(nowMs) ?? null;
  }

  /** For programs. */
  get fields(): object {
    const { leftMs: _ofMeasurement, ...status } = this.#status ?? { leftMs: null };
    return {
      ...(this.#trial === null ? {} : { trial: this.#trial, number: this.#number, of: this.#plan?.trials ?? null }),
      step: this.#step,
      ...status,
    };
  }
}

function leftWords(timeLeft: TimeLeft, nowMs: number): string {
  const leftMs = timeLeft.leftMs(nowMs);
  if (leftMs > 0) return `about ${formatAbout(leftMs)} left`;
  return timeLeft.isOverdue(nowMs) ? 'longer than estimated' : 'nearly done';
}
