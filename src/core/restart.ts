/** API servers that are ended in the middle of a measurement, as the scenario plans. */

/** `restart`: SIGTERM, as a rolling change does; `kill`: SIGKILL, what is in the buffer goes with it. */
export const RESTART_KINDS = ['restart', 'kill'] as const;
export type RestartKind = (typeof RESTART_KINDS)[number];

export interface PlannedRestart {
  /** From the start of the measurement, ms. */
  readonly fromMs: number;
  readonly kind: RestartKind;
  /** Of the API servers in their order, from 1. */
  readonly instance: number;
  /** It is started again after this at the earliest, ms. */
  readonly awayMs: number;
}

/** How long an API server has from SIGTERM to SIGKILL: a static pod has 30 s unless its manifest says otherwise. */
export const RESTART_GRACE_MS = 30_000;

/** When it ended and was back; epoch ms. */
export interface RestartTimes {
  /** The signal was sent. */
  readonly downMs: number;
  /** The process had ended. */
  readonly goneMs: number;
  /** It was ready again. */
  readonly upMs: number;
  /** `by itself`: at SIGTERM, within the grace time, its buffer emptied. */
  readonly ended: 'by itself' | 'killed';
}

export interface RestartRecord extends RestartTimes {
  /** Name of the API server. */
  readonly instance: string;
  readonly kind: RestartKind;
}

/** What a planned restart cost, as result.json has it. */
export interface RestartResult {
  readonly instance: string;
  readonly kind: RestartKind;
  readonly ended: RestartTimes['ended'];
  /** From the start of the first measured phase. */
  readonly atMs: number;
  /** From the signal until it was ready again. */
  readonly awayMs: number;
  /** Events that the model says it held when it ended; `null`: a mode without a buffer. */
  readonly held: number | null;
  /** Requests that could not be sent to it, and those that got no answer. */
  readonly skipped: number;
  readonly unanswered: number;
}
