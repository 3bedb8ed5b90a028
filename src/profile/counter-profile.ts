import type { CounterFacts, CounterRate as Rate, InstanceCounters } from '../core/counter-facts.ts';
import { resourceText } from '../core/resource-text.ts';
import { type RequestKind, whyNotSendableKind } from '../events/sendable.ts';
import type { MixRow } from './mix.ts';

/** A reading of the counters of one API server; counters begin again at 0 when it restarts. */
export interface CounterReading {
  readonly atMs: number;
  /** apiserver_audit_event_total */
  readonly events: number;
  /** apiserver_audit_error_total, all plugins together. */
  readonly errors: number;
  /** apiserver_request_total; `null`: not read. */
  readonly requests: number | null;
}

export interface CounterSeries {
  readonly instance: string;
  /** In the order of their times. */
  readonly readings: readonly CounterReading[];
}

/** Requests of a kind, from apiserver_request_total. */
export interface CountedRequests extends RequestKind {
  readonly count: number;
}

export interface CounterProfile extends CounterFacts {
  /** Requests/s in each second of the busiest stretch. */
  readonly requestsPerSecond: Float64Array;
}

/** Verbs of apiserver_request_total as the audit log names them (k8s.io/apiserver pkg/endpoints/metrics at v0.36.3). */
const VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  LIST: 'list',
  WATCH: 'watch',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  APPLY: 'patch',
  DELETE: 'delete',
  DELETECOLLECTION: 'deletecollection',
};

/** A series of apiserver_request_total as a kind of requests; `null`: it is about no resource. */
export function countedRequests(labels: Readonly<Record<string, string>>, count: number): CountedRequests | null {
  const { verb = '', group = '', version = 'v1', resource = '', subresource = '' } = labels;
  const named = VERBS[verb];
  return named === undefined || resource === '' ? null : { verb: named, group, version, resource, subresource, count };
}

/** Rows of a mix of those that can be sent, and how many requests cannot. */
export function countedRows(requests: readonly CountedRequests[]): {
  readonly rows: readonly MixRow[];
  readonly leftOut: number;
} {
  const rows = new Map<string, MixRow>();
  let leftOut = 0;
  for (const { count, ...kind } of requests) {
    if (whyNotSendableKind(kind) !== null) {
      leftOut += count;
      continue;
    }
    const resource = resourceText(kind);
    const key = `${kind.verb} ${resource}`;
    const row = rows.get(key) ?? {
      verb: kind.verb,
      resource,
      namespace: null,
      user: '',
      groups: [],
      count: 0,
      bodyBytes: 0,
      bodies: 0,
    };
    row.count += count;
    rows.set(key, row);
  }
  const all = [...rows.values()].filter((row) => Math.round(row.count) > 0);
  for (const row of all) row.count = Math.round(row.count);
  return { rows: all.toSorted((a, b) => b.count - a.count), leftOut: Math.round(leftOut) };
}

const MOST_LOSSES = 5;
const NO_RATE: Rate = { fromMs: 0, toMs: 0, eventsPerSecond: 0 };

interface Step {
  readonly fromMs: number;
  readonly toMs: number;
  readonly events: number;
  readonly lost: number;
  readonly requests: number;
}

/** `stretchMs`: how long the busiest stretch is that a scenario is made of. Series with less than two readings say nothing. */
export function counterProfile(series: readonly CounterSeries[], stretchMs: number): CounterProfile {
  const told = series.filter(({ readings }) => readings.length > 1);
  const steps = told.map(({ readings }) => stepsOf(readings));
  const instances = told.map(({ instance, readings }, at) => instanceOf(instance, readings.length, steps[at] ?? []));
  const all = steps.flat();
  const resolutionMs = median(all.map(({ fromMs, toMs }) => toMs - fromMs));
  const firstMs = Math.min(...all.map(({ fromMs }) => fromMs));
  const lastMs = Math.max(...all.map(({ toMs }) => toMs));
  const grid = gridOf(all, firstMs, lastMs, Math.max(1000, resolutionMs));
  return {
    instances,
    firstMs,
    lastMs,
    events: instances.reduce((sum, { events }) => sum + events, 0),
    lost: instances.reduce((sum, { lost }) => sum + lost, 0),
    resolutionMs,
    busiest: grid.busiest,
    requestsPerSecond: grid.busiestStretch(stretchMs),
  };
}

/** What happened between readings; after a restart the counter is what was counted since. */
function stepsOf(readings: readonly CounterReading[]): readonly Step[] {
  const grown = (now: number, before: number): number => (now >= before ? now - before : now);
  return readings.slice(1).map((now, at) => {
    const before = readings[at] as CounterReading;
    return {
      fromMs: before.atMs,
      toMs: now.atMs,
      events: grown(now.events, before.events),
      lost: grown(now.errors, before.errors),
      requests: grown(now.requests ?? now.events, before.requests ?? before.events),
    };
  });
}

function instanceOf(instance: string, readings: number, steps: readonly Step[]): InstanceCounters {
  const events = steps.reduce((sum, step) => sum + step.events, 0);
  const spanMs = (steps.at(-1)?.toMs ?? 0) - (steps[0]?.fromMs ?? 0);
  return {
    instance,
    readings,
    events,
    lost: steps.reduce((sum, step) => sum + step.lost, 0),
    meanPerSecond: (events * 1000) / Math.max(1, spanMs),
    busiest: steps.reduce(
      (most, step) => (rateOf(step).eventsPerSecond > most.eventsPerSecond ? rateOf(step) : most),
      NO_RATE,
    ),
    losses: steps
      .filter(({ lost }) => lost > 0)
      .toSorted((a, b) => b.lost - a.lost)
      .slice(0, MOST_LOSSES)
      .map(({ fromMs, toMs, lost }) => ({ fromMs, toMs, lost })),
  };
}

function rateOf({ fromMs, toMs, events }: Pick<Step, 'fromMs' | 'toMs' | 'events'>): Rate {
  return { fromMs, toMs, eventsPerSecond: (events * 1000) / Math.max(1, toMs - fromMs) };
}

/** The steps of all API servers on one grid: each is read at moments of its own. */
function gridOf(steps: readonly Step[], firstMs: number, lastMs: number, binMs: number) {
  const bins = Math.max(1, Math.ceil((lastMs - firstMs) / binMs));
  const events = new Float64Array(bins);
  const requests = new Float64Array(bins);
  for (const step of steps) {
    const from = (step.fromMs - firstMs) / binMs;
    const to = (step.toMs - firstMs) / binMs;
    for (let bin = Math.floor(from); bin < Math.min(bins, to); bin += 1) {
      const share = (Math.min(to, bin + 1) - Math.max(from, bin)) / Math.max(1e-9, to - from);
      events[bin] = (events[bin] as number) + step.events * share;
      requests[bin] = (requests[bin] as number) + step.requests * share;
    }
  }
  let top = 0;
  events.forEach((count, bin) => {
    if (count > (events[top] as number)) top = bin;
  });
  const fromMs = firstMs + top * binMs;
  return {
    busiest: rateOf({ fromMs, toMs: fromMs + binMs, events: events[top] as number }),
    busiestStretch(stretchMs: number): Float64Array {
      const length = Math.max(1, Math.min(bins, Math.round(stretchMs / binMs)));
      let sum = 0;
      let best = { end: length, sum: -1 };
      for (let bin = 0; bin < bins; bin += 1) {
        sum += (requests[bin] as number) - (bin >= length ? (requests[bin - length] as number) : 0);
        if (bin >= length - 1 && sum > best.sum) best = { end: bin + 1, sum };
      }
      const seconds = Math.round((length * binMs) / 1000);
      return Float64Array.from({ length: Math.max(1, seconds) }, (_, second) => {
        const bin = Math.min(best.end - 1, best.end - length + Math.floor((second * 1000) / binMs));
        return ((requests[bin] as number) * 1000) / binMs;
      });
    },
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
