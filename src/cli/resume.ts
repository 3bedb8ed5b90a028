import { join } from 'node:path';
import { AuditBenchError, badInput, type Problem } from '../core/errors.ts';
import { EXIT } from '../core/exit-codes.ts';
import type { RunInputs, RunResult } from '../core/result.ts';
import { pathExists } from '../platform/files.ts';
import { readRun } from './read-run.ts';

/**
 * The run to go on with: its trials are kept only when everything that they were measured with is the same now.
 * Errors: AuditBenchError (exit 2) as `readRun`, and with every input that differs.
 */
export async function readKept(runDir: string, inputs: RunInputs): Promise<RunResult> {
  const file = join(runDir, 'result.json');
  if (!(await pathExists(file))) throw badInput(`--resume: ${file} is not there`, 'name the run directory with --out');
  const kept = await readRun(runDir);
  const problems = inputDifferences(kept.inputs, inputs).map(
    ({ measuredWith, mend }): Problem => ({
      message: `--resume: ${runDir} was measured with ${measuredWith}`,
      hint: `start a new run, or ${mend}`,
    }),
  );
  if (problems.length > 0) throw new AuditBenchError(EXIT.badInput, problems);
  return kept;
}

interface Difference {
  readonly measuredWith: string;
  readonly mend: string;
}

function inputDifferences(then: RunInputs, now: RunInputs): readonly Difference[] {
  const texts = [
    { key: 'scenarioText', what: 'the scenario', file: 'the scenario file' },
    { key: 'clusterText', what: 'the cluster file', file: 'the cluster file' },
    { key: 'policyText', what: 'the audit policy', file: 'the policy file' },
    { key: 'manifestText', what: "the current settings' file", file: 'the file of current.manifest' },
  ] as const;
  const otherFiles = JSON.stringify(then.files ?? {}) !== JSON.stringify(now.files ?? {});
  const [thenSet, nowSet] = [setOptions(then.overrides), setOptions(now.overrides)];
  return [
    ...texts
      .filter(({ key }) => then[key] !== now[key])
      .map(({ what, file }) => ({ measuredWith: `another text of ${what}`, mend: `restore ${file}` })),
    ...(otherFiles
      ? [
          {
            measuredWith: 'another text of a file that the scenario names',
            mend: 'restore policies of variants and the probe',
          },
        ]
      : []),
    ...(thenSet === nowSet
      ? []
      : [{ measuredWith: `${thenSet}, now there is ${nowSet}`, mend: 'give the same --set' }]),
    ...(then.seed === now.seed
      ? []
      : [{ measuredWith: `seed ${then.seed}, now it is ${now.seed}`, mend: `give --seed ${then.seed}` }]),
  ];
}

/** The order counts: of two overrides of the same value the later one wins. */
function setOptions(overrides: readonly string[]): string {
  return overrides.length === 0 ? 'no --set' : overrides.map((override) => `--set ${override}`).join(' ');
}
