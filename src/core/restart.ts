import type { BatchSettings } from './settings.ts';

/** API servers that are ended in the middle of a measurement, as the scenario plans. */

/** `restart`: SIGTERM, as a rolling change does; `kill`: SIGKILL, what is in the buffer goes with it. */
export const RESTART_KINDS = ['restart', 'kill'] as const;
export type RestartKind = (typeof RESTART_KINDS)[number];

/** What a scenario plans for its API servers. */
export type PlannedRestart = PlannedEnd | PlannedRollout;

export interface PlannedEnd {
  /** From the start of the measurement, ms. */
  readonly fromMs: number;
  readonly kind: RestartKind;
  /** Of the API servers in their order, from 1. */
  readonly instance: number;
  /** It is started again after this at the earliest, ms. */
  readonly awayMs: number;
}

/** One API server after the other is restarted with other settings, as a rolling change does it. */
export interface PlannedRollout {
  readonly fromMs: number;
  readonly kind: 'rollout';
  readonly to: NewSettings;
  /** From the moment that one is ready to the end of the next, ms. */
  readonly pauseMs: number;
}

/** Settings of a variant that come in the middle of a measurement. */
export interface NewSettings {
  readonly variant: string;
  readonly settings: BatchSettings;
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
  /** It came back with these; absent: with those that it had. */
  readonly to?: NewSettings;
}

/** What a planned restart cost, as result.json has it. */
export interface RestartResult {
  readonly instance: string;
  readonly kind: RestartKind;
  readonly ended: RestartTimes['ended'];
  /** The variant whose settings it came back with; absent: with those that it had. */
  readonly to?: string;
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
