/** What counters say of a load: less than a log, for between two readings there is only a mean. */
export interface CounterFacts {
  readonly instances: readonly InstanceCounters[];
  readonly firstMs: number;
  readonly lastMs: number;
  readonly events: number;
  readonly lost: number;
  /** Median distance of two readings. */
  readonly resolutionMs: number;
  /** All API servers together, by the readings' own steps. */
  readonly busiest: CounterRate;
}

export interface InstanceCounters {
  readonly instance: string;
  readonly readings: number;
  readonly events: number;
  readonly lost: number;
  readonly meanPerSecond: number;
  readonly busiest: CounterRate;
  /** When events were lost, the most first. */
  readonly losses: readonly { readonly fromMs: number; readonly toMs: number; readonly lost: number }[];
}

export interface CounterRate {
  readonly fromMs: number;
  readonly toMs: number;
  readonly eventsPerSecond: number;
}
