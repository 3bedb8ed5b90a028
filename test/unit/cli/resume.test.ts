import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readKept } from '../../../src/cli/resume.ts';
import { tempDir } from '../../support/cli.ts';
import { madeUpRun, madeUpTrial } from '../../support/results.ts';

const KEPT = madeUpRun([madeUpTrial()]);
const { inputs } = KEPT;

function runDir(text = JSON.stringify(KEPT)): string {
  const dir = join(tempDir(), 'run');
  mkdirSync(dir);
  writeFileSync(join(dir, 'result.json'), text);
  return dir;
}

describe('what must be as in the run that goes on', () => {
  test('the same inputs go on, whatever the file names and the command line', async () => {
    const now = { ...inputs, scenarioFile: 'b.yaml', clusterFile: 'd.yaml', command: 'audit-bench run b.yaml' };
    expect(await readKept(runDir(), now)).toEqual(KEPT);
  });

  test.each([
    [{ scenarioText: 'x' }, 'another text of the scenario\n  hint: start a new run, or restore the scenario file'],
    [{ clusterText: 'x' }, 'another text of the cluster file\n  hint: start a new run, or restore the cluster file'],
    [{ policyText: 'x' }, 'another text of the audit policy\n  hint: start a new run, or restore the policy file'],
    [
      { overrides: ['repeat=2', 'name=b'] },
      'no --set, now there is --set repeat=2 --set name=b\n  hint: start a new run, or give the same --set',
    ],
    [{ seed: 7 }, 'seed 1, now it is 7\n  hint: start a new run, or give --seed 1'],
  ])('%o is refused with exit status 2', async (changes, message) => {
    const dir = runDir();
    await expect(readKept(dir, { ...inputs, ...changes })).rejects.toMatchObject({
      exitCode: 2,
      message: `--resume: ${dir} was measured with ${message}`,
    });
  });

  test('all differences are named at once', async () => {
    const now = { ...inputs, scenarioText: 'x', clusterText: 'x', seed: 2 };
    await expect(readKept(runDir(), now)).rejects.toMatchObject({ problems: { length: 3 } });
  });
});

describe('reading the run to go on with', () => {
  test.each([
    ['{', 'is not valid JSON\n  hint: audit-bench replaces it in one step, so something else wrote it'],
    ['null', 'is no result of audit-bench'],
    ['[1]', 'is no result of audit-bench'],
    ['{"schemaVersion":"1","trials":[]}', 'is no result of audit-bench'],
    ['{"schemaVersion":1,"trials":[]}', 'is no result of audit-bench'],
    [JSON.stringify({ ...KEPT, trials: {} }), 'is no result of audit-bench'],
    [JSON.stringify({ ...KEPT, trials: [null] }), 'is no result of audit-bench'],
    [JSON.stringify({ ...KEPT, inputs: {} }), 'is no result of audit-bench'],
    [
      '{"schemaVersion":3,"tool":{"version":"3.1.0"}}',
      'has schema version 3, this audit-bench reads up to version 2\n  hint: it was written by audit-bench 3.1.0, which reads it',
    ],
  ])('%s is refused with exit status 2', async (text, message) => {
    const dir = runDir(text);
    await expect(readKept(dir, inputs)).rejects.toMatchObject({
      exitCode: 2,
      message: `${join(dir, 'result.json')}: ${message}`,
    });
  });
});
