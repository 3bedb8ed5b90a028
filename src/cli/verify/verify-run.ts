import { join } from 'node:path';
import { AuditBenchError } from '../../core/errors.ts';
import { type Finding, note, wrong } from '../../core/finding.ts';
import type { RunResult, TrialResult } from '../../core/result.ts';
import { sha256 } from '../../platform/digest.ts';
import { analyseTrialDir, hasRawFiles } from '../../runner/analyse-dir.ts';
import { readRun } from '../read-run.ts';

/** The accounts that a trial's records must give again. */
const ACCOUNTS = ['requests', 'events', 'ours', 'lossRatio'] as const satisfies readonly (keyof TrialResult)[];

/** Whether result.json is what the run's own records say, and the records are whole. Errors: as readRun. */
export async function runFindings(
  run: string,
): Promise<{ readonly findings: readonly Finding[]; readonly events: number }> {
  const result = await readRun(run);
  const findings: Finding[] = [...inputFindings(result, run)];
  let events = 0;
  for (const trial of result.trials) {
    const dir = join(run, 'trials', trial.id);
    if (trial.error !== null) continue;
    if (!(await hasRawFiles(dir))) {
      findings.push(note('run', `the records of ${trial.id} are not there, so it cannot be verified`, at(dir)));
      continue;
    }
    try {
      const again = (await analyseTrialDir(dir)).result;
      events += again.events.delivered ?? 0;
      findings.push(...differences(trial, again, dir));
    } catch (error) {
      if (!(error instanceof AuditBenchError)) throw error;
      findings.push(
        ...error.problems.map(({ message, file, line }) =>
          wrong('unreadable', message, { file: file ?? dir, line: line ?? null }),
        ),
      );
    }
  }
  return { findings, events };
}

function inputFindings({ scenario, inputs }: RunResult, run: string): readonly Finding[] {
  if (scenario.sha256 === sha256(inputs.scenarioText)) return [];
  return [
    wrong('run', "the scenario's text is not the one whose digest stands beside it", at(join(run, 'result.json'))),
  ];
}

function differences(told: TrialResult, again: TrialResult, dir: string): readonly Finding[] {
  const accounts = ACCOUNTS.filter((name) => JSON.stringify(told[name]) !== JSON.stringify(again[name])).map((name) =>
    wrong(
      'run',
      `${told.id}: ${name} is ${JSON.stringify(told[name])} in result.json and ${JSON.stringify(again[name])} by the records`,
      at(dir),
    ),
  );
  const cut = again.doubts
    .filter(({ name }) => name === 'cut-file')
    .filter(({ sentence }) => !told.doubts.some((doubt) => doubt.sentence === sentence));
  return [...accounts, ...cut.map(({ sentence }) => wrong('unreadable', sentence, at(dir)))];
}

function at(file: string) {
  return { file, line: null };
}
