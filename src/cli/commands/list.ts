import { formatMs, formatRatio } from '../../core/units.ts';
import { badgesOf } from '../../report/badges.ts';
import type { ListedRun } from '../../report/index-page.ts';
import { focusOf } from '../../report/focus.ts';
import { listRuns, RUNS_DIR } from '../find-run.ts';
import { plainTable } from '../table.ts';
import type { Command } from './command.ts';

const COLUMNS = ['run', 'started', 'cluster', 'trials', 'loss', 'lag p99', 'verdict'] as const;

/** The runs under reports/, the newest first. */
export const listCommand: Command<{ readonly json: boolean }> = {
  builder: (yargs) => yargs.option('json', { type: 'boolean', default: false, describe: 'print JSON' }),
  async handler({ json }) {
    const runs = await listRuns(RUNS_DIR);
    if (json) console.log(JSON.stringify(runs.map(summaryOf), null, 2));
    else if (runs.length === 0) console.log(`no runs in ${RUNS_DIR}/ yet; audit-bench run quickstart makes the first`);
    else console.log(plainTable(COLUMNS, runs.map(rowOf)));
  },
};

function rowOf({ dir, result }: ListedRun): readonly string[] {
  return [
    dir,
    result.startedAt.slice(0, 16).replace('T', ' '),
    result.cluster.name,
    String(result.trials.length),
    formatRatio(focusOf(result).best?.lossRatio ?? null),
    formatMs(focusOf(result).best?.deliveryLagMs?.p99 ?? null),
    badgesOf(result)
      .map(({ text }) => text)
      .join(', '),
  ];
}

function summaryOf({ dir, result }: ListedRun): object {
  const { startedAt, status, scenario, cluster, trials } = result;
  return {
    run: dir,
    startedAt,
    status,
    scenario: scenario.name,
    cluster: cluster.name,
    emulated: cluster.emulated,
    trials: trials.length,
    lossRatio: focusOf(result).best?.lossRatio ?? null,
    deliveryLagP99Ms: focusOf(result).best?.deliveryLagMs?.p99 ?? null,
    verdict: result.verdict,
  };
}
