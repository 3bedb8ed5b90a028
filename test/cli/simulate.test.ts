import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, tempDir } from '../support/cli.ts';

const LABEL = 'SIMULATED: by the model of the audit pipeline alone; nothing was measured.';
const scenario = (name: string): string => resolve(`scenarios/${name}.yaml`);

function scenarioWith(tune: string): string {
  const file = join(tempDir(), 's.yaml');
  const head =
    'apiVersion: audit-bench/v1\nkind: Scenario\nname: s\nload: { phases: [{ rate: 400/s, duration: 10s }] }\n';
  writeFileSync(file, `${head}tune: ${tune}\n`);
  return file;
}

describe('audit-bench simulate', () => {
  test('"here are my flags and my peak": the defaults are safe under a small one', async () => {
    const { exitCode, stdout } = await runCli(['simulate', '--flags', '', '--rate', '100/s']);
    expect(stdout.split('\n')[0]).toBe(LABEL);
    expect(stdout).toContain('your flags: SAFE: nothing is lost; the buffer fills to ');
    expect(exitCode).toBe(0);
  });

  test('flags that are too small under a peak: how many events are lost, from when, exit 1', async () => {
    const flags = '--audit-webhook-batch-max-size=100 --audit-webhook-batch-buffer-size=1000';
    const { exitCode, stdout } = await runCli(['simulate', '--flags', flags, '--rate', '800/s', '--burst', '5000']);
    expect(stdout).toMatch(/your flags: LOSES [\d,]+ of 53,000 events \([\d.]+ %\), the first dropped after 30 s; /);
    expect(stdout).toContain('1,000 events/s sustained');
    expect(exitCode).toBe(1);
  });

  test('a scenario that tunes gets flags, and says that they are not proved', async () => {
    const { exitCode, stdout } = await runCli(['simulate', scenario('tune-webhook')]);
    expect(stdout.split('\n')[0]).toBe(LABEL);
    expect(stdout).toMatch(
      /Of 3,360 combinations these lose nothing at 1\.5 times the load and cost least \(prove them with: audit-bench run\):/,
    );
    expect(stdout).toMatch(/--audit-webhook-batch-buffer-size=\d+/);
    expect(stdout).toMatch(/At 1\.5 times the load:\nrecommended: SAFE: nothing is lost; /);
    expect(stdout).toMatch(/\nKubernetes' defaults: (SAFE|LOSES)/);
    expect(stdout).toMatch(/\nthe documentation's rule: LOSES [\d,]+ of [\d,]+ events/);
    expect(stdout).toMatch(
      /\nIt costs [\d.]+ KiB of memory when the buffer is full, up to [\d,]+ requests\/s of about /,
    );
    expect(exitCode).toBe(0);
  });

  test('a burst without a rate comes all at once, and that is said', async () => {
    const { stdout } = await runCli([
      'simulate',
      scenario('burst'),
      '--set',
      'load.phases[1]={burst: {requests: 900, connections: 8}}',
    ]);
    expect(stdout).toContain(
      'A burst has no measured rate here: all its events arrive at once (give it an assumeRate).',
    );
  });

  test('a receiver that refuses to the end: what was handed over and given up is lost as well', async () => {
    const fault = ['--set', 'receiver={latency: 5ms, fault: {kind: status, status: 503, ratio: 1}}'];
    const { exitCode, stdout } = await runCli(['simulate', scenario('quickstart'), ...fault]);
    expect(stdout).toMatch(
      /large: LOSES 720 of 720 events \(100 %\), 720 in batches that the receiver refused to the end; /,
    );
    expect(exitCode).toBe(1);
  });

  test('JSON says that it was simulated', async () => {
    const { stdout } = await runCli(['simulate', scenario('quickstart'), '--json']);
    const answer = JSON.parse(stdout) as { simulated: boolean; variants: { name: string; dropped: number }[] };
    expect(answer.simulated).toBe(true);
    expect(answer.variants.map(({ name }) => name)).toEqual(['small', 'large']);
    expect(answer.variants[0]?.dropped).toBeGreaterThan(0);
    expect(answer.variants[1]?.dropped).toBe(0);
  });

  test.each([
    [['simulate'], 'simulate needs either a scenario file or --flags'],
    [['simulate', '--flags', '', '--rate', '800'], '--rate: expected a rate such as "800/s", got "800"'],
    [['simulate', '--flags', ''], '--rate: expected a rate such as "800/s", got nothing'],
    [
      ['simulate', '--flags', '--audit-webhook-batch-max-siz=1', '--rate', '1/s'],
      '--flags: unknown flag --audit-webhook-batch-max-siz, did you mean --audit-webhook-batch-max-size?',
    ],
    [
      ['simulate', '--flags', '--audit-webhook-batch-max-size=x', '--rate', '1/s'],
      '--flags: --audit-webhook-batch-max-size cannot be "x", expected a whole number',
    ],
    [
      ['simulate', '--flags', '--audit-webhook-mode=blocking', '--rate', '1/s'],
      '--flags: --audit-webhook-mode is blocking\n  hint: only mode batch has a buffer to simulate: in the others each request waits for the backend, and nothing is dropped',
    ],
    [['simulate', '--flags', '', '--rate', '1/s', '--burst', '-1'], '--burst: expected a whole number from 0, got -1'],
    [
      ['simulate', '--flags', '', '--rate', '1/s', '--duration', '0s'],
      '--duration: expected a duration such as "60s", got "0s"',
    ],
  ])('%j is refused with its reason', async (args, message) => {
    expect(await runCli(args)).toMatchObject({ exitCode: 2, stderr: message });
  });

  test('limits that nothing fits: both numbers', async () => {
    const { stdout } = await runCli(['simulate', scenarioWith('{ limits: { bodySize: 1KiB } }')]);
    expect(stdout).toMatch(
      /No settings fit the limits:\n {2}tune\.limits\.bodySize 1 KiB is in the way of [\d,]+ combinations; the nearest value that any of them reaches is [\d.]+ KiB/,
    );
  });

  test.each([
    [
      '{ headroom: 0.5 }',
      '5:19 tune.headroom: must be at least 1, got 0.5\n  hint: below 1 the flags would be proved for less than the load',
    ],
    [
      '{ survive: { receiverOutage: 30s }, limits: { receiverConcurrency: 10 } }',
      '5:74 tune.limits.receiverConcurrency: 10 requests at once cannot survive an outage of 30 s: at 1 batches/s 30 wait in retries\n  hint: raise the limit, or lower tune.survive.receiverOutage',
    ],
    ['{ space: { maxBatchSize: [] } }', '5:32 tune.space.maxBatchSize: must not be empty'],
  ])('tune: %s is refused with its place', async (tune, message) => {
    const file = scenarioWith(tune);
    expect(await runCli(['validate', file])).toMatchObject({ exitCode: 2, stderr: `${file}:${message}` });
  });
});
