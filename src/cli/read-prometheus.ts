import { badInput } from '../core/errors.ts';
import {
  type PrometheusAccess,
  nearestMetrics,
  type PrometheusSeries,
  queryNow,
  querySamples,
  queryRange,
} from '../probes/prometheus.ts';
import { countedRequests, type CounterSeries } from '../profile/counter-profile.ts';
import type { ReadCounters } from './profile-counters.ts';

const EVENTS = 'apiserver_audit_event_total';
const ERRORS = 'apiserver_audit_error_total';
const REQUESTS = 'apiserver_request_total';
/** A range that takes more points than this is read in larger steps than it was scraped in. */
const MOST_POINTS = 200_000;
/** Some samples of every interval that people scrape in. */
const LATELY = '20m';
const USUAL_INTERVAL_MS = 30_000;

/**
 * What Prometheus has kept of the counters of API servers, in the steps in which it scraped them.
 * Errors: AuditBenchError (exit 2) when it has no such series, with those that it has; (exit 4) when it cannot be reached.
 */
export async function readPrometheus(access: PrometheusAccess, forMs: number, nowMs: number): Promise<ReadCounters> {
  const window = `${Math.round(forMs / 1000)}s`;
  const counts = await queryNow(access, `count_over_time(${EVENTS}[${window}])`);
  if (counts.length === 0) {
    const near = await nearestMetrics(access, EVENTS);
    throw badInput(
      `${access.url}: has no ${EVENTS} in the last ${window}`,
      near.length === 0
        ? 'it scrapes no kube-apiserver: look at its scrape_configs'
        : `nearest of what it has: ${near.join(', ')}`,
    );
  }
  const stepMs = await stepOf(access, forMs);
  const range = { fromMs: nowMs - forMs, toMs: nowMs, stepMs };
  const [events, errors, requests] = [
    await queryRange(access, `sum by (instance) (${EVENTS})`, range),
    await queryRange(access, `sum by (instance) (${ERRORS})`, range),
    await queryRange(access, `sum by (instance) (${REQUESTS})`, range),
  ];
  if (!events.some(({ points }) => points.length > 1))
    throw badInput(
      `${access.url}: has one reading of ${EVENTS} alone`,
      'wait for the next scrape, or name a longer time with --for',
    );
  const kinds = await queryNow(access, kindsQuery(window));
  return {
    from: `Prometheus at ${access.url}`,
    series: events.map((series) => joined(series, errors, requests)),
    requests: kinds.flatMap(({ labels, value }) => countedRequests(labels, value) ?? []),
  };
}

/**
 * Requests of each kind in the window. `increase` knows nothing of what a series had counted when it was first scraped:
 * of a kind that was asked for the first time within the window that is all of its first rush, so the value itself counts.
 */
function kindsQuery(window: string): string {
  const old = `increase(${REQUESTS}[${window}]) and ${REQUESTS} offset ${window}`;
  const young = `${REQUESTS} unless ${REQUESTS} offset ${window}`;
  return `sum by (verb, group, version, resource, subresource) ((${old}) or (${young}))`;
}

/** The scrape interval, by the distance of the latest samples; in whole seconds. */
async function stepOf(access: PrometheusAccess, forMs: number): Promise<number> {
  const series = await querySamples(access, `${EVENTS}[${LATELY}]`);
  const gapsMs = series
    .flatMap(({ points }) => points.slice(1).map(([atMs], index) => atMs - (points[index]?.[0] ?? atMs)))
    .toSorted((x, y) => x - y);
  const intervalMs = gapsMs[Math.floor(gapsMs.length / 2)] ?? USUAL_INTERVAL_MS;
  const seconds = Math.max(1, Math.round(intervalMs / 1000), Math.ceil(forMs / 1000 / MOST_POINTS));
  return 1000 * seconds;
}

/** One API server: where no error was ever counted there is no such series. */
function joined(
  events: PrometheusSeries,
  errors: readonly PrometheusSeries[],
  requests: readonly PrometheusSeries[],
): CounterSeries {
  const instance = events.labels['instance'] ?? 'the API server';
  const valuesOf = (series: readonly PrometheusSeries[]): ReadonlyMap<number, number> =>
    new Map(series.find(({ labels }) => labels['instance'] === events.labels['instance'])?.points ?? []);
  const [lost, asked] = [valuesOf(errors), valuesOf(requests)];
  return {
    instance,
    readings: events.points.map(([atMs, value]) => ({
      atMs,
      events: value,
      errors: lost.get(atMs) ?? 0,
      requests: asked.get(atMs) ?? null,
    })),
  };
}
