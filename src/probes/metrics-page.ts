import { type MetricLine, readMetrics } from './metrics-text.ts';

export const EVENTS_METRIC = 'apiserver_audit_event_total';
const ERRORS = 'apiserver_audit_error_total';
const REQUESTS = 'apiserver_request_total';
const STARTED = 'process_start_time_seconds';
const NAMES: ReadonlySet<string> = new Set([EVENTS_METRIC, ERRORS, REQUESTS, STARTED]);

/** What a page of metrics says of a load. */
export interface MetricsReading {
  readonly atMs: number;
  readonly events: number;
  /** Events lost, by all plugins together. */
  readonly errors: number;
  readonly requests: number;
  readonly startedSeconds: number;
  /** Series of apiserver_request_total. */
  readonly kinds: readonly MetricLine[];
}

/** `null`: the page has no counter of audit events. */
export function metricsReading(page: string, atMs: number): MetricsReading | null {
  const lines = readMetrics(page, NAMES);
  if (!lines.some(({ name }) => name === EVENTS_METRIC)) return null;
  const sum = (wanted: string): number =>
    lines.reduce((total, { name, value }) => (name === wanted ? total + value : total), 0);
  return {
    atMs,
    events: sum(EVENTS_METRIC),
    errors: sum(ERRORS),
    requests: sum(REQUESTS),
    startedSeconds: sum(STARTED),
    kinds: lines.filter(({ name }) => name === REQUESTS),
  };
}

/** Requests by their labels; after a restart the last page counts from the start. */
export function requestsBetween(
  first: MetricsReading,
  last: MetricsReading,
): readonly { readonly labels: MetricLine['labels']; readonly count: number }[] {
  const restarted = first.startedSeconds !== last.startedSeconds;
  const before = new Map(restarted ? [] : first.kinds.map(({ labels, value }) => [JSON.stringify(labels), value]));
  return last.kinds.map(({ labels, value }) => ({ labels, count: value - (before.get(JSON.stringify(labels)) ?? 0) }));
}
