import { Counter, Gauge, Registry } from 'prom-client';
import type { ProgressCounts } from '../../core/scope.ts';
import type { RunResult, TrialResult } from '../../core/result.ts';

/** What is known of a run while it goes on. */
export interface WatchedRun {
  readonly version: string;
  /** The trial that runs and what it does; `null` before the first. */
  readonly now: { readonly trial: string; readonly step: string } | null;
  /** By trial, also of those that have ended; warm-up and what proves the path are in them. */
  readonly counts: ReadonlyMap<string, ProgressCounts>;
  /** Events in the buffers by the model; `null`: none runs, or there is no buffer. */
  readonly bufferEvents: number | null;
  /** What has been measured so far; `null`: nothing has been written yet. */
  readonly result: RunResult | null;
}

/** The harness's own metrics in Prometheus' text format. */
export function runMetrics({ version, now, counts, bufferEvents, result }: WatchedRun): Promise<string> {
  const registers = [new Registry()];
  const counter = (name: string, help: string, values: ReadonlyMap<string, number>): void => {
    const made = new Counter({ name: `audit_bench_${name}_total`, help, labelNames: ['trial'], registers });
    for (const [trial, value] of values) made.inc({ trial }, value);
  };
  const live = (pick: (count: ProgressCounts) => number): ReadonlyMap<string, number> =>
    new Map([...counts].map(([trial, count]) => [trial, pick(count)]));
  const ended = (pick: (trial: TrialResult) => number | null): ReadonlyMap<string, number> =>
    new Map(
      (result?.trials ?? []).flatMap((trial) => {
        const value = trial.error === null ? pick(trial) : null;
        return value === null ? [] : [[trial.id, value]];
      }),
    );
  counter(
    'requests_intended',
    'Requests that the load planned so far.',
    live(({ intended }) => intended),
  );
  counter(
    'requests_sent',
    'Requests that left so far.',
    live(({ sent }) => sent),
  );
  counter(
    'requests_skipped',
    'Requests that were too late to be sent, of a trial that has ended.',
    ended(({ requests }) => requests.skipped),
  );
  counter(
    'events_generated',
    'Audit events that the API servers generated while it was measured.',
    live(({ generated }) => generated),
  );
  counter(
    'events_dropped',
    'Audit events that found the buffer full while it was measured.',
    live(({ dropped }) => dropped),
  );
  counter(
    'events_delivered',
    'Audit events that reached the receiver, of a trial that has ended.',
    ended(({ events }) => events.delivered),
  );
  counter(
    'events_missing',
    'Events of our own requests that never arrived, of a trial that has ended.',
    ended(({ ours }) => ours.missing),
  );
  const gauge = (name: string, help: string, labels: Readonly<Record<string, string>>, value: number): void => {
    new Gauge({ name: `audit_bench_${name}`, help, labelNames: Object.keys(labels), registers }).set(labels, value);
  };
  gauge('info', 'The harness; always 1.', { version }, 1);
  if (now !== null) gauge('phase', 'What runs now; always 1.', now, 1);
  if (bufferEvents !== null) gauge('buffer_events', 'Events in the buffers now, by the model.', {}, bufferEvents);
  return (registers[0] as Registry).metrics();
}
