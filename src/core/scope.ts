/** Time, randomness and cancellation, passed in: nothing outside platform/ and cli/ reads a clock or rolls dice. */

export interface Clock {
  /** Milliseconds since the Unix epoch, with fractions (microseconds are kept). */
  nowMs(): number;
  /** What the machine's own clock shows; differs from `nowMs` by what it was set by, or slept, since the process began. */
  wallMs(): number;
  /** Resolves after `durationMs`; rejects with `signal.reason` when that comes first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** What happens, for whoever watches; nothing depends on it. */
export interface Progress {
  /** A trial began, by its id; the steps that follow are its own. */
  trial(id: string): void;
  /** A step began: `trial small/1: warm-up`. */
  step(text: string): void;
  /** The step's numbers changed; called several times a second. */
  status(status: ProgressStatus): void;
  /** A sentence worth keeping above the progress line. */
  note(text: string): void;
}

export interface ProgressStatus {
  /** Of the measurement. */
  readonly leftMs: number | null;
  readonly requestsPerSecond: number | null;
  readonly eventsPerSecond: number | null;
  /** So far in this measurement. */
  readonly dropped: number | null;
  /** Events in the buffers of all API servers, by the model; `null`: there is no buffer, or nothing was read yet. */
  readonly buffer: { readonly events: number; readonly size: number } | null;
  /** `null`: nothing was counted in this step. */
  readonly counts: ProgressCounts | null;
}

/** Requests since the trial's load was set up, events since its measurement began. */
export interface ProgressCounts {
  readonly intended: number;
  readonly sent: number;
  readonly generated: number;
  readonly dropped: number;
}

export interface Scope {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Uniform in [0, 1), from the run's seed. */
  readonly random: () => number;
  readonly progress: Progress;
  /** The run directory, absolute. */
  readonly runDir: string;
}

/**
 * Something that can break while it is used: a program that ends, a file that cannot be written. The listener is told
 * the cause once, at once; returns how to stop listening.
 */
export interface Breakable {
  onBroken(listener: (cause: Error) => void): () => void;
}

/** Something held that must be given back; `close` is idempotent and bounded in time. */
export interface Resource {
  close(): Promise<void>;
}
