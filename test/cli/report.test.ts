import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { runCli, tempDir } from '../support/cli.ts';
import { madeUpRun, madeUpTrial, madeUpLoad } from '../support/results.ts';

const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: short
policy: metadata-complete
load:
  requests: [{ verb: get, resource: configmaps }]
  phases: [{ rate: 100/s, duration: 1s, measure: false }, { rate: 300/s, duration: 2s }]
variants: [{ name: a, bufferSize: 100, maxBatchSize: 20, maxBatchWait: 500ms, throttleQps: 5, throttleBurst: 5 }]
`;

function runDir(result: unknown): string {
  const dir = tempDir();
  writeFileSync(join(dir, 'result.json'), typeof result === 'string' ? result : JSON.stringify(result));
  return dir;
}

const readResult = (dir: string): RunResult => JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8')) as RunResult;
const memory = (bytes: number): RunResult =>
  madeUpRun(
    [0, 1, 2].map((index) =>
      madeUpTrial({
        id: `small-${index + 1}`,
        repeat: index + 1,
        apiserver: {
          memoryPeakBytes: bytes * (1 + index / 100),
          cpuSeconds: 1,
          requestDurationMeanMs: 2,
          largestSampleGapMs: 500,
        },
      }),
    ),
  );

describe('audit-bench report', () => {
  let shared = '';
  beforeAll(async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 's.yaml'), SCENARIO);
    shared = join(dir, 'reports', 'run');
    mkdirSync(join(dir, 'reports'));
    await runCli(['run', join(dir, 's.yaml'), '--out', shared]);
  });

  /** The run that was measured once, in a folder that a test may change. */
  const copyOfRun = (): string => {
    const dir = join(tempDir(), 'reports', 'run');
    cpSync(shared, dir, { recursive: true });
    return dir;
  };

  test('renders a run again, in the formats asked for, and renews the index', async () => {
    const measured = copyOfRun();
    const { exitCode, stdout } = await runCli(['report', measured, '--format', 'html,md,junit,csv,json']);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').map((file) => file.slice(measured.length + 1))).toEqual([
      'summary.md',
      'junit.xml',
      'trials.csv',
      'series.csv',
      'report.html',
      'result.json',
    ]);
    expect(readFileSync(join(measured, '..', 'index.html'), 'utf8')).toContain('href="./run/report.html"');
    expect(readFileSync(join(measured, 'manifest.json'), 'utf8')).toContain('"audit-webhook-batch-buffer-size": "100"');
  });

  test('--reanalyse gives the same result from the raw files', async () => {
    const measured = copyOfRun();
    const before = readResult(measured);
    expect(before.trials[0]?.events.dropped).toBeGreaterThan(0);
    expect(await runCli(['report', measured, '--reanalyse'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readResult(measured)).toEqual(before);
  });

  test('--reanalyse judges the run again, and says what the verdict was', async () => {
    const measured = copyOfRun();
    const before = readResult(measured);
    const verdict = { exitCode: 0, sentence: 'All is well.' };
    writeFileSync(join(measured, 'result.json'), JSON.stringify({ ...before, verdict }));
    expect(await runCli(['report', measured, '--reanalyse'])).toMatchObject({
      exitCode: 0,
      stderr: `verdict: it was "All is well." (exit status 0), now it is "${before.verdict?.sentence}" (exit status ${before.verdict?.exitCode})`,
    });
    expect(readResult(measured)).toEqual(before);
  });

  test('--reanalyse names a trial whose raw files are gone', async () => {
    const measured = copyOfRun();
    const before = readResult(measured);
    const copy = runDir(before);
    expect(await runCli(['report', copy, '--reanalyse'])).toMatchObject({
      exitCode: 0,
      stderr: 'trial a-1: no raw files, kept as it was',
    });
    expect(readResult(copy)).toEqual(before);
  });

  test('--reanalyse of a scenario that cannot be read any more is refused', async () => {
    const run = madeUpRun([madeUpTrial()]);
    const copy = runDir({ ...run, inputs: { ...run.inputs, scenarioText: SCENARIO.replace('300/s', '300') } });
    expect(await runCli(['report', copy, '--reanalyse'])).toMatchObject({
      exitCode: 2,
      stderr: `${copy}/result.json (inputs.scenarioText):7:67 load.phases[1].rate: expected a rate such as "500/s", got 300`,
    });
  });

  test('half-written JSONL after a crash is used up to the last whole line, and marked', async () => {
    const measured = copyOfRun();
    appendFileSync(join(measured, 'trials', 'a-1', 'requests.jsonl'), '{"number":99999,"phas');
    await runCli(['report', measured, '--reanalyse']);
    const [trial] = readResult(measured).trials;
    expect(trial?.requests.intended).toBe(600);
    expect(trial?.trusted).toBe(false);
    // A busy machine may add doubts of its own.
    expect(trial?.doubts.map(({ sentence }) => sentence)).toContain(
      'a-1/requests.jsonl ends in the middle of a line: used up to the last whole one',
    );
    expect(readResult(measured).verdict).toEqual({
      exitCode: 5,
      sentence: 'Measured, but not to be trusted: every trial has doubts.',
    });
  });

  test.each([
    [
      'a folder that is no run',
      null,
      'is no run directory, there is no result.json\n  hint: runs are under reports/ unless --out said otherwise',
    ],
    [
      'broken JSON',
      '{',
      '/result.json: is not valid JSON\n  hint: audit-bench replaces it in one step, so something else wrote it',
    ],
    ['other JSON', '{}', '/result.json: is no result of audit-bench'],
    [
      'a newer schema',
      { ...madeUpRun([]), schemaVersion: 3, tool: { name: 'audit-bench', version: '3.1.0' } },
      '/result.json: has schema version 3, this audit-bench reads up to version 2\n  hint: it was written by audit-bench 3.1.0, which reads it',
    ],
  ])('%s is refused', async (_, result, message) => {
    const dir = result === null ? tempDir() : runDir(result);
    for (const command of [
      ['report', dir],
      ['flags', dir],
      ['compare', dir, dir],
    ]) {
      const { exitCode, stderr } = await runCli(command);
      expect(stderr).toBe(`${dir}${result === null ? ': ' : ''}${message}`);
      expect(exitCode).toBe(2);
    }
  });

  test('an unknown format is refused', async () => {
    const measured = copyOfRun();
    expect(await runCli(['report', measured, '--format', 'pdf'])).toMatchObject({
      exitCode: 2,
      stderr: '--format: unknown format "pdf", known: html, md, junit, csv, flags, json',
    });
  });
});

describe('audit-bench flags', () => {
  test('a run without a recommendation says why there is none', async () => {
    const dir = runDir(madeUpRun([madeUpTrial()]));
    expect(await runCli(['flags', dir])).toMatchObject({
      exitCode: 2,
      stderr: `${dir}: holds no recommendation: the scenario has no "tune"`,
    });
  });
});

describe('audit-bench compare', () => {
  test('a table with intervals, a page, and exit 1 for a regression when asked', async () => {
    const [a, b] = [runDir(memory(100e6)), runDir(memory(150e6))];
    const plain = await runCli(['compare', a, b]);
    expect(plain.exitCode).toBe(0);
    expect(plain.stdout).toMatch(/memory\s+96\.\d MiB|memory\s+\d+ MiB/);
    expect(plain.stdout).toContain('worse');
    expect(plain.stdout).toContain('1 worse, 0 better in 1 pairs of trials.');
    expect(readFileSync(join(b, 'compare.html'), 'utf8')).toContain('1 worse, 0 better');
    expect((await runCli(['compare', a, b, '--fail-on', 'regression'])).exitCode).toBe(1);
    expect((await runCli(['compare', b, a, '--fail-on', 'regression'])).exitCode).toBe(0);
  });

  test('no difference is said as such', async () => {
    const { stdout } = await runCli(['compare', runDir(memory(100e6)), runDir(memory(101e6)), '--markdown']);
    expect(stdout).toContain('No difference seen in 1 pairs of trials.');
    expect(stdout).toContain('| trial | runs | metric | baseline | other | change | 95 % interval | difference |');
  });

  test('what is not like with like is marked', async () => {
    const emulated = memory(100e6);
    const other = runDir({ ...emulated, cluster: { ...emulated.cluster, emulated: true } });
    const { stdout } = await runCli(['compare', runDir(memory(100e6)), other]);
    expect(stdout).toContain('not like with like: one run is emulated, the other is real');
    expect(stdout).toContain('read with care');
  });

  test('two runs with nothing in common, and a run alone', async () => {
    const a = runDir(memory(1));
    const b = runDir(madeUpRun([madeUpTrial({ load: madeUpLoad({ multiple: 3, requestsSha256: 'x' }) })]));
    expect(await runCli(['compare', a, b])).toMatchObject({
      exitCode: 2,
      stderr:
        'the runs have nothing in common: no trusted trials with the same settings and load\n  hint: compare runs of the same scenario and variants, under the same load, policy and receiver',
    });
    expect(existsSync(join(b, 'compare.html'))).toBe(false);
    expect(await runCli(['compare', a])).toMatchObject({
      exitCode: 2,
      stderr: 'compare needs a second run\n  hint: audit-bench compare RUN RUN, or RUN --baseline NAME',
    });
  });

  test('the same settings under another load or policy are refused with the reason', async () => {
    const elsewhere = madeUpRun([madeUpTrial({ load: madeUpLoad({ requestsSha256: 'other' }) })]);
    const a = runDir(memory(100e6));
    const error = (reason: string): string =>
      `the runs have nothing in common: same settings, but ${reason}\n  hint: compare runs of the same scenario and variants, under the same load, policy and receiver`;
    expect(await runCli(['compare', a, runDir(elsewhere)])).toMatchObject({
      exitCode: 2,
      stderr: error('other load or receiver'),
    });
    const policy = runDir({ ...elsewhere, inputs: { ...elsewhere.inputs, policyText: 'other' } });
    expect(await runCli(['compare', a, policy])).toMatchObject({ exitCode: 2, stderr: error('other audit policy') });
  });

  test('of several runs one with nothing in common is shown as such, and refused under --fail-on', async () => {
    const [a, b] = [runDir(memory(100e6)), runDir(memory(100e6))];
    const strange = runDir(madeUpRun([madeUpTrial({ load: madeUpLoad({ requestsSha256: 'other' }) })]));
    const { exitCode, stdout } = await runCli(['compare', a, strange, b]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('left out: small: other load or receiver');
    expect(stdout).toContain('Nothing in common: same settings, but other load or receiver.');
    expect((await runCli(['compare', a, strange, b, '--fail-on', 'regression'])).exitCode).toBe(2);
  });

  test('emulated against real neither passes nor fails under --fail-on: it is refused', async () => {
    const [real, slow] = [memory(100e6), memory(150e6)];
    const emulated = runDir({ ...slow, cluster: { ...slow.cluster, emulated: true } });
    expect(await runCli(['compare', runDir(real), emulated, '--fail-on', 'regression'])).toMatchObject({
      exitCode: 2,
      stderr:
        '--fail-on regression: one run is emulated, the other is real, so a difference proves no regression\n  hint: compare emulated runs with emulated ones and real with real, or leave --fail-on out to see the differences',
    });
  });

  test.each([
    ['broken JSON', '{', 'is not valid JSON'],
    ['no names', '[1]', 'expected names with run directories, such as { "good": "reports/RUN" }'],
    [
      'a number for a directory',
      '{"good":1}',
      'expected names with run directories, such as { "good": "reports/RUN" }',
    ],
  ])('a baselines file with %s is refused and left as it is', async (_, text, message) => {
    const [a, cwd] = [runDir(memory(100e6)), tempDir()];
    mkdirSync(join(cwd, 'reports'));
    writeFileSync(join(cwd, 'reports', 'baselines.json'), text);
    const refused = {
      exitCode: 2,
      stderr: `reports/baselines.json: ${message}\n  hint: mend it or delete it; --save-baseline writes it anew`,
    };
    expect(await runCli(['compare', a, '--baseline', 'good'], { cwd })).toMatchObject(refused);
    expect(await runCli(['compare', a, '--save-baseline', 'good'], { cwd })).toMatchObject(refused);
    expect(readFileSync(join(cwd, 'reports', 'baselines.json'), 'utf8')).toBe(text);
  });

  test('a baseline is kept under a name; an unknown one is refused with those that there are', async () => {
    const [a, b, cwd] = [runDir(memory(100e6)), runDir(memory(150e6)), tempDir()];
    expect((await runCli(['compare', a, '--save-baseline', 'good'], { cwd })).stdout).toBe(`baseline "good" is ${a}`);
    const { stdout } = await runCli(['compare', b, '--baseline', 'good'], { cwd });
    expect(stdout).toContain('1 worse, 0 better');
    expect(await runCli(['compare', b, '--baseline', 'bad'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: '--baseline bad: neither a run directory nor a saved name\n  hint: saved: good',
    });
  });
});
