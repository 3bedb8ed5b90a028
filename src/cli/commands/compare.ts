import { join, resolve } from 'node:path';
import { badInput } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { writeFileAtomic } from '../../platform/files.ts';
import { clientScript } from '../../platform/package-info.ts';
import { type Comparison, compareRuns } from '../../report/compare/compare.ts';
import {
  COMPARE_COLUMNS,
  compareMarkdown,
  compareRows,
  nothingInCommon,
  sentenceOf,
} from '../../report/compare/render.ts';
import { emulatedAgainstReal } from '../../report/compare/warnings.ts';
import { BASELINES_FILE, baselinePath, saveBaseline } from '../baselines.ts';
import { findRun, RUN_NAME } from '../find-run.ts';
import { readRun } from '../read-run.ts';
import { plainTable } from '../table.ts';
import type { Command } from './command.ts';
import { say } from '../output.ts';

interface CompareArguments {
  readonly runs: readonly string[];
  readonly baseline?: string;
  readonly saveBaseline?: string;
  readonly failOn?: 'regression';
  readonly out?: string;
  readonly markdown: boolean;
}

/** Differences between runs, with intervals over repeats; what is not like with like is marked. */
export const compareCommand: Command<CompareArguments> = {
  builder: (yargs) =>
    yargs
      .positional('runs', { type: 'string', array: true, demandOption: true, describe: RUN_NAME })
      .option('baseline', { type: 'string', describe: 'run directory or saved name to compare with' })
      .option('save-baseline', { type: 'string', describe: `keep the baseline under a name, in ${BASELINES_FILE}` })
      .option('fail-on', {
        choices: ['regression'] as const,
        describe: 'exit 1 when something is worse; refuses (2) emulated against real',
      })
      .option('out', { type: 'string', describe: 'write the HTML page here (default: compare.html in the last run)' })
      .option('markdown', {
        type: 'boolean',
        default: false,
        describe: 'print Markdown instead of the table',
      }) as never,
  async handler(args) {
    const runs = await Promise.all(args.runs.map(findRun));
    const baselineDir = args.baseline === undefined ? runs[0] : await baselinePath(args.baseline);
    if (baselineDir === undefined) throw badInput('compare needs runs');
    const others = runs.filter((run) => resolve(run) !== resolve(baselineDir));
    const baseline = await readRun(baselineDir);
    if (args.saveBaseline !== undefined) await saveBaseline(args.saveBaseline, baselineDir);
    if (others.length === 0) {
      if (args.saveBaseline !== undefined) return;
      throw badInput('compare needs a second run', 'audit-bench compare RUN RUN, or RUN --baseline NAME');
    }
    const comparisons: Comparison[] = [];
    for (const other of others) comparisons.push(compareRuns(baseline, await readRun(other)));
    refuseNothingInCommon(comparisons, args.failOn !== undefined);
    if (args.failOn !== undefined) refuseEmulatedAgainstReal(comparisons);
    const page = args.out ?? join(others.at(-1) ?? '.', 'compare.html');
    // vega takes a fifth of a second to load.
    const { comparePage } = await import('../../report/compare/page.ts');
    await writeFileAtomic(page, await comparePage(comparisons, clientScript()));
    for (const comparison of comparisons) show(comparison, args.markdown);
    console.log(`Page: ${page}`);
    const worse = comparisons.some(({ regressions }) => regressions > 0);
    process.exitCode = worse && args.failOn === 'regression' ? EXIT.objectiveMissed : EXIT.ok;
  },
};

/** A gate must not pass for want of anything to compare, so for it each run must have something in common. */
function refuseNothingInCommon(comparisons: readonly Comparison[], gate: boolean): void {
  const empty = comparisons.filter(({ pairs }) => pairs.length === 0);
  if (empty.length === 0 || (!gate && empty.length < comparisons.length)) return;
  const reasons = [...new Set(empty.map(({ otherLoad }) => nothingInCommon(otherLoad)))];
  throw badInput(
    `the runs have nothing in common: ${reasons.join('; ')}`,
    'compare runs of the same scenario and variants, under the same load, policy and receiver',
  );
}

/** A stand-in differs from the real thing by its nature: neither a regression nor its absence is proved. */
function refuseEmulatedAgainstReal(comparisons: readonly Comparison[]): void {
  if (!comparisons.some(({ baseline, other }) => emulatedAgainstReal(baseline, other))) return;
  throw badInput(
    '--fail-on regression: one run is emulated, the other is real, so a difference proves no regression',
    'compare emulated runs with emulated ones and real with real, or leave --fail-on out to see the differences',
  );
}

function show(comparison: Comparison, markdown: boolean): void {
  if (markdown) {
    console.log(compareMarkdown(comparison));
    return;
  }
  for (const warning of comparison.warnings) say(`not like with like: ${warning}`);
  console.log(plainTable(COMPARE_COLUMNS, compareRows(comparison)));
  for (const item of comparison.leftOut) say(`left out: ${item}`);
  say(`\n${sentenceOf(comparison)}`);
}
