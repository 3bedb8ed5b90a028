import type { NamedCount } from './lost-events.ts';

/** What recorded audit events say of the load that made them. Times are epoch ms, in UTC. */
export interface TrafficProfile {
  /** Logs, one of each API server. */
  readonly sources: readonly NamedCount[];
  readonly firstMs: number;
  readonly lastMs: number;
  readonly events: number;
  /** Each counted once, at the last of its stages that is audited. */
  readonly requests: number;
  readonly bytes: number;
  /** Events in seconds, empty ones included. */
  readonly perSecond: RateSummary;
  readonly busiestSecond: Busiest;
  readonly busiestTenSeconds: Busiest;
  /** Variance over mean of the events in windows of so many seconds: 1 of a Poisson process, more where they cluster. */
  readonly dispersion: readonly { readonly seconds: number; readonly index: number }[];
  readonly bursts: Bursts;
  /** Mean events/s in each hour of the day; `null`: the record has no such hour. */
  readonly byHour: readonly (number | null)[];
  /** Events/s over time, at most 600 bins. */
  readonly series: { readonly startMs: number; readonly stepMs: number; readonly perSecond: readonly number[] };
  readonly tables: Readonly<Record<ProfileTable, readonly NamedCount[]>>;
  /** JSON of an event. */
  readonly eventBytes: { readonly mean: number; readonly p50: number; readonly p99: number; readonly max: number };
  /** Watches that ended, and how long they were open. */
  readonly watches: { readonly ended: number; readonly p50Ms: number | null; readonly maxMs: number | null };
  /** Bytes of the busiest day, or of the whole record where it is shorter, per second. */
  readonly bytesPerSecond: { readonly mean: number; readonly busiestDay: number };
}

export const PROFILE_TABLES = [
  'verb',
  'resource',
  'namespace',
  'user',
  'group',
  'agent',
  'level',
  'stage',
  'code',
  'decision',
] as const;
export type ProfileTable = (typeof PROFILE_TABLES)[number];

export interface RateSummary {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Busiest {
  readonly startMs: number;
  readonly events: number;
}

/** Seconds in a row with more than three times the median, and no less than ten events. */
export interface Bursts {
  readonly count: number;
  readonly longestSeconds: number;
  /** The largest, by their events. */
  readonly largest: readonly {
    readonly startMs: number;
    readonly seconds: number;
    readonly events: number;
    readonly peak: number;
  }[];
}
