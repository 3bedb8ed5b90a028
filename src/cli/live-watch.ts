import {
  isOther,
  type LiveRates,
  type LiveReading,
  liveRates,
  type LossEver,
  lossEver,
} from '../analysis/live-losses.ts';
import type { Connection } from '../clusters/existing/connection.ts';
import { clusterFailed, messageOf } from '../core/errors.ts';
import type { Scope } from '../core/scope.ts';
import { errorsByPlugin, readCounters } from '../probes/apiserver-counters.ts';
import type { Watched } from './check-report.ts';
import { refuseForbidden } from './refused-metrics.ts';

/** Through a load balancer of three API servers, all but one time in 3,000 the one that is wanted answers one of these. */
const MOST_TRIES = 20;

export interface WatchReporter {
  began(all: readonly { readonly name: string; readonly ever: LossEver }[]): void;
  ticked(seconds: number, all: readonly { readonly name: string; readonly rates: LiveRates }[]): void;
}

/** How long, and every how many milliseconds it is told. */
export interface WatchTimes {
  readonly durationMs: number;
  readonly tickMs: number;
}

type Readings = ReadonlyMap<string, LiveReading>;

/** Reads every API server, again at every tick, and at the end; each time the very same ones. */
export async function watchApiservers(
  connection: Connection,
  { durationMs, tickMs }: WatchTimes,
  reporter: WatchReporter,
  { clock, signal }: Pick<Scope, 'clock' | 'signal'>,
): Promise<Watched> {
  const first = await scrapeAll(connection);
  const startedMs = clock.nowMs();
  reporter.began([...first].map(([name, reading]) => ({ name, ever: lossEver(reading) })));
  for (let leftMs = durationMs; leftMs > tickMs; leftMs = startedMs + durationMs - clock.nowMs()) {
    await clock.sleep(tickMs, signal);
    const seconds = (clock.nowMs() - startedMs) / 1000;
    reporter.ticked(Math.round(seconds), ratesOf(first, await scrapeAgain(connection, first), seconds));
  }
  await clock.sleep(Math.max(0, startedMs + durationMs - clock.nowMs()), signal);
  const last = await scrapeAgain(connection, first);
  const seconds = (clock.nowMs() - startedMs) / 1000;
  const apiservers = ratesOf(first, last, seconds).map(({ name, rates, reading }) => ({
    name,
    rates,
    ever: lossEver(reading),
  }));
  return { seconds, apiservers };
}

function ratesOf(
  first: Readings,
  last: Readings,
  seconds: number,
): readonly { readonly name: string; readonly rates: LiveRates; readonly reading: LiveReading }[] {
  return [...last].flatMap(([name, reading]) => {
    const before = first.get(name);
    return before === undefined ? [] : [{ name, reading, rates: liveRates(before, reading, seconds) }];
  });
}

async function scrapeAll(connection: Connection): Promise<Readings> {
  const readings = connection.apiservers.map(async ({ name, url }) => [name, await scrape(connection, url)] as const);
  return new Map(await Promise.all(readings));
}

/** The same API servers again: behind a load balancer another one may answer at the same address. */
async function scrapeAgain(connection: Connection, before: Readings): Promise<Readings> {
  const readings = connection.apiservers.map(async ({ name, url }) => {
    const first = before.get(name);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const reading = await scrape(connection, url);
      if (first === undefined || !isOther(first, reading)) return [name, reading] as const;
    }
    throw clusterFailed(
      `${url}: the API server of the first reading does not answer any more, others do (a load balancer?)`,
      'give a kubeconfig that names one API server, or one whose user may read the endpoints of namespace default',
    );
  });
  return new Map(await Promise.all(readings));
}

async function scrape(connection: Connection, url: string): Promise<LiveReading> {
  const answer = await connection.get(url, '/metrics').catch((error: unknown) => {
    throw clusterFailed(`${url}/metrics cannot be reached: ${messageOf(error)}`);
  });
  refuseForbidden(url, answer.status);
  if (answer.status !== 200) throw clusterFailed(`${url}/metrics: the API server answered ${answer.status}`);
  return {
    counters: readCounters(answer.text),
    plugins: errorsByPlugin(answer.text),
    atMs: answer.dateMs,
    certificate: answer.certificate,
  };
}
