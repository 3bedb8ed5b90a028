import { type Connection, connect } from '../../clusters/existing/connection.ts';
import { badInput } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { parseDurationMs } from '../../core/units.ts';
import { realClock } from '../../platform/clock.ts';
import { checkJson, checkLines, type Watched } from '../check-report.ts';
import { findKubeconfig } from '../../clusters/existing/find-kubeconfig.ts';
import { withInterrupt } from '../interrupt.ts';
import { everLine } from '../live-lines.ts';
import { watchApiservers, type WatchReporter } from '../live-watch.ts';
import type { Telling } from '../progress/run-progress.ts';
import { watchTelling } from '../watch-telling.ts';
import type { Command } from './command.ts';
import { say } from '../output.ts';

interface CheckArguments extends Telling {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly for: string;
  readonly json: boolean;
  readonly failOn?: 'past';
}

/** Read-only on a live cluster: were and are audit events being lost? Sends nothing but scrapes. */
export const checkCommand: Command<CheckArguments> = {
  builder: (yargs) =>
    yargs
      .option('kubeconfig', { type: 'string', describe: 'default: $KUBECONFIG, then ~/.kube/config' })
      .option('context', { type: 'string', describe: 'context in it (default: its current one)' })
      .option('for', { type: 'string', default: '60s', describe: 'how long to watch' })
      .option('fail-on', {
        choices: ['past'] as const,
        describe: 'exit 1 also for events that were lost before, since the API servers started',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' }) as never,
  async handler(args) {
    const durationMs = parseDurationMs(args.for);
    if (durationMs === undefined || durationMs < 1000)
      throw badInput(`--for: expected a duration of at least 1s such as "60s", got "${args.for}"`);
    const tell = (line: string): void => {
      if (!args.json) say(line);
    };
    const telling = watchTelling(process.stderr, durationMs, args, tell);
    const { watched, connection } = await withInterrupt(async (signal) => {
      const connected = await connect(await findKubeconfig(args.kubeconfig ?? null, process.env), args.context, signal);
      const began: WatchReporter['began'] = (all) => all.forEach(({ name, ever }) => tell(everLine(name, ever)));
      const reporter = { began, ticked: telling.ticked };
      const times = { durationMs, tickMs: telling.tickMs };
      const seen = await watchApiservers(connected, times, reporter, { clock: realClock, signal });
      return { watched: seen, connection: connected };
    }).finally(() => telling.stop());
    await report(connection, watched, args.json);
    process.exitCode = hasLost(watched, args.failOn) ? EXIT.objectiveMissed : EXIT.ok;
  },
};

async function report(connection: Connection, watched: Watched, json: boolean): Promise<void> {
  const pods = (await connection.readFlags()) ?? [];
  if (json) console.log(JSON.stringify(checkJson(watched, pods), null, 2));
  else for (const line of checkLines(watched, pods)) say(line);
}

function hasLost({ apiservers }: Watched, failOn: 'past' | undefined): boolean {
  return apiservers.some(({ rates, ever }) => rates.lost > 0 || (failOn === 'past' && ever.lost > 0));
}
