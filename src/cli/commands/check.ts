import { isOther, type LiveReading, liveRates } from '../../analysis/live-losses.ts';
import { type Connection, connect } from '../../clusters/existing/connection.ts';
import { badInput, clusterFailed, messageOf } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { flagArguments } from '../../core/flags.ts';
import { parseDurationMs } from '../../core/units.ts';
import { epochMs, realClock } from '../../platform/clock.ts';
import { readCounters } from '../../probes/apiserver-counters.ts';
import { withInterrupt } from '../interrupt.ts';
import { liveLines } from '../live-lines.ts';
import { cleanText } from '../terminal.ts';
import type { Command } from './index.ts';

interface CheckArguments {
  readonly kubeconfig: string;
  readonly context?: string;
  readonly for: string;
}

/** Read-only on a live cluster: are audit events being lost right now? Sends nothing but scrapes. */
export const checkCommand: Command<CheckArguments> = {
  builder: (yargs) =>
    yargs
      .option('kubeconfig', { type: 'string', demandOption: true, describe: 'kubeconfig of the cluster' })
      .option('context', { type: 'string', describe: 'context in it (default: its current one)' })
      .option('for', { type: 'string', default: '60s', describe: 'how long to watch' }) as never,
  async handler(args) {
    const durationMs = parseDurationMs(args.for);
    if (durationMs === undefined || durationMs < 1000)
      throw badInput(`--for: expected a duration of at least 1s such as "60s", got "${args.for}"`);
    const lost = await withInterrupt(async (signal) => {
      const connection = await connect(args.kubeconfig, args.context, signal);
      const before = await scrapeAll(connection);
      const startedMs = epochMs();
      await realClock.sleep(durationMs, signal);
      const after = await scrapeAgain(connection, before);
      return report(connection, before, after, (epochMs() - startedMs) / 1000);
    });
    process.exitCode = lost > 0 ? EXIT.objectiveMissed : EXIT.ok;
  },
};

const RBAC_HINT = 'the user needs a ClusterRole with {nonResourceURLs: ["/metrics"], verbs: ["get"]}';

/** Through a load balancer of three API servers, all but one time in 3,000 the one that is wanted answers one of these. */
const MOST_TRIES = 20;

type Readings = ReadonlyMap<string, LiveReading>;

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
  return { counters: readCounters(answer.text), atMs: answer.dateMs };
}

async function report(connection: Connection, before: Readings, after: Readings, seconds: number): Promise<number> {
  const pods = (await connection.readFlags()) ?? [];
  const lines: string[] = [];
  let lost = 0;
  for (const [name, { counters }] of after) {
    const first = before.get(name);
    if (first === undefined) continue;
    const rates = liveRates(first.counters, counters, seconds);
    lost += rates.lost;
    lines.push(...liveLines(name, rates, counters.generated, pods));
  }
  lines.push(...pods.map(({ pod, flags }) => `flags of ${pod}: ${flagArguments(flags).join(' ') || 'no audit flags'}`));
  if (pods.length === 0) lines.push('flags: not readable (no permission on pods of kube-system, or no static pods)');
  const span = `in ${Math.round(seconds)} s`;
  lines.push(lost > 0 ? `LOSING: ${lost} events lost ${span}` : `nothing was lost ${span}`);
  for (const line of lines) console.log(cleanText(line));
  return lost;
}
