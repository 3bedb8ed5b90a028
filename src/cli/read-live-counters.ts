import { type Connection, connect } from '../clusters/existing/connection.ts';
import { clusterFailed, messageOf } from '../core/errors.ts';
import { formatDuration } from '../core/units.ts';
import { epochMs, realClock } from '../platform/clock.ts';
import { metricsReading, type MetricsReading, requestsBetween } from '../probes/metrics-page.ts';
import { countedRequests, type CounterSeries } from '../profile/counter-profile.ts';
import type { ReadCounters } from './profile-counters.ts';
import { refuseForbidden } from './refused-metrics.ts';
import { note } from './output.ts';

const EVERY_MS = 5000;

/**
 * Reads the counters of every API server of a live cluster again and again, and nothing else of it.
 * Errors: AuditBenchError (exit 2) without the permission, (exit 4) when an API server does not answer; interrupted.
 */
export async function readLiveCounters(
  kubeconfig: string,
  context: string | undefined,
  forMs: number,
  signal: AbortSignal,
): Promise<ReadCounters> {
  const connection = await connect(kubeconfig, context, signal);
  const readings = new Map<string, MetricsReading[]>(connection.apiservers.map(({ name }) => [name, []]));
  const endMs = epochMs() + forMs;
  note(
    `reading the metrics of ${connection.apiservers.length} API ${connection.apiservers.length === 1 ? 'server' : 'servers'} every ${formatDuration(EVERY_MS)} for ${formatDuration(forMs)}`,
  );
  for (;;) {
    for (const { name, url } of connection.apiservers) readings.get(name)?.push(await scrape(connection, url));
    const leftMs = endMs - epochMs();
    if (leftMs <= 0) break;
    await realClock.sleep(Math.min(EVERY_MS, leftMs), signal);
  }
  const series: CounterSeries[] = [...readings].map(([instance, own]) => ({ instance, readings: own }));
  const requests = [...readings.values()].flatMap((own) => {
    const [first, last] = [own[0], own.at(-1)];
    return first === undefined || last === undefined ? [] : requestsBetween(first, last);
  });
  return {
    from: connection.server,
    series,
    requests: requests.flatMap(({ labels, count }) => countedRequests(labels, count) ?? []),
  };
}

async function scrape(connection: Connection, url: string): Promise<MetricsReading> {
  const answer = await connection.get(url, '/metrics').catch((error: unknown) => {
    throw clusterFailed(`${url}/metrics cannot be reached: ${messageOf(error)}`);
  });
  refuseForbidden(url, answer.status);
  const reading = answer.status === 200 ? metricsReading(answer.text, epochMs()) : null;
  if (reading === null)
    throw clusterFailed(
      `${url}/metrics: the API server answered ${answer.status}, without apiserver_audit_event_total`,
    );
  return reading;
}
