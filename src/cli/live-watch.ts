import {
  isOther,
  type LiveRates,
  type LiveReading,
  liveRates,
  type LossEver,
  lossEver,
} from '../analysis/live-losses.ts';
import type { Connection } from '../clusters/existing/connection.ts';
import { badInput, clusterFailed, messageOf } from '../core/errors.ts';
import { epochMs, realClock } from '../platform/clock.ts';
import { errorsByPlugin, readCounters } from '../probes/apiserver-counters.ts';
import type { Watched } from './check-report.ts';

/** A line every so often shows that something is watched. */
const TICK_MS = 10_000;
/** Through a load balancer of three API servers, all but one time in 3,000 the one that is wanted answers one of these. */
const MOST_TRIES = 20;
const RBAC_HINT = 'the user needs a ClusterRole with {nonResourceURLs: ["/metrics"], verbs: ["get"]}';

export interface WatchReporter {
  began(all: readonly { readonly name: string; readonly ever: LossEver }[]): void;
  ticked(seconds: number, all: readonly { readonly name: string; readonly rates: LiveRates }[]): void;
}

type Readings = ReadonlyMap<string, LiveReading>;

/** Reads every API server, again every 10 s, and at the end; each time the very same ones. */
export async function watchApiservers(
  connection: Connection,
  durationMs: number,
  signal: AbortSignal,
  reporter: WatchReporter,
  tickMs = TICK_MS,
): Promise<Watched> {
  const first = await scrapeAll(connection);
  const startedMs = epochMs();
  reporter.began([...first].map(([name, reading]) => ({ name, ever: lossEver(reading) })));
  for (let leftMs = durationMs; leftMs > tickMs; leftMs = startedMs + durationMs - epochMs()) {
    await realClock.sleep(tickMs, signal);
    const seconds = (epochMs() - startedMs) / 1000;
    reporter.ticked(Math.round(seconds), ratesOf(first, await scrapeAgain(connection, first), seconds));
  }
  await realClock.sleep(Math.max(0, startedMs + durationMs - epochMs()), signal);
  const last = await scrapeAgain(connection, first);
  const seconds = (epochMs() - startedMs) / 1000;
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
  if (answer.status === 401 || answer.status === 403)
    throw badInput(`${url}/metrics: the API server answered ${answer.status}, no permission`, RBAC_HINT);
  if (answer.status !== 200) throw clusterFailed(`${url}/metrics: the API server answered ${answer.status}`);
  return {
    counters: readCounters(answer.text),
    plugins: errorsByPlugin(answer.text),
    atMs: answer.dateMs,
    certificate: answer.certificate,
  };
}
