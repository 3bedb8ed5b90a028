import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, tempDir } from '../support/cli.ts';

const LABEL = 'SIMULATED: by the model of the audit pipeline alone; nothing was measured.';
/** A command line that says nothing but what is the default. */
const MODE = '--audit-webhook-mode=batch';
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
    const { exitCode, stdout } = await runCli(['simulate', '--flags', MODE, '--rate', '100/s']);
    expect(stdout.split('\n')[0]).toBe(LABEL);
    expect(stdout).toContain('your flags: SAFE: nothing is lost; the buffer fills to ');
    expect(exitCode).toBe(0);
  });

  test('flags that are too small under a peak: how many events are lost, from when, exit 1', async () => {
    const flags = '--audit-webhook-batch-max-size=100 --audit-webhook-batch-buffer-size=1000';
    const { exitCode, stdout } = await runCli(['simulate', '--flags', flags, '--rate', '800/s', '--burst', '5000']);
    expect(stdout).toMatch(
      /your flags: LOSES [\d,]+ of 5[23],\d{3} events \([\d.]+ %\), the first dropped after 30 s; /,
    );
    expect(stdout).toContain('1,000 events/s sustained (batch-max-size 100 × throttle-qps 10)');
    expect(exitCode).toBe(1);
  });

  test('a scenario that tunes: first whether anything has to change, with the flag and what breaks', async () => {
    const { exitCode, stdout } = await runCli(['simulate', scenario('tune-webhook')]);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      LABEL,
      '',
      'Change 1 flag: --audit-webhook-batch-max-wait=15s (now 30s). (Prove it with: audit-bench run.)',
      "Kubernetes' defaults will not do: a lag of up to 30 s (batch-max-wait and the backlog) against an allowed 20 s (tune.limits.deliveryLag).",
    ]);
    expect(stdout).toContain('--audit-webhook-batch-buffer-size=10000\n--audit-webhook-batch-max-size=400\n');
    expect(stdout).toMatch(/At 1\.5 times the load:\nKubernetes' defaults: BREAKS A LIMIT: /);
    expect(stdout).toMatch(/\nrecommended: SAFE: nothing is lost; /);
    expect(stdout).toMatch(/\nthe documentation's rule: LOSES [\d,]+ of [\d,]+ events/);
    expect(stdout).toMatch(/\n +load +current +recommended +docs' rule\n +× 0\.5 +0 % +0 % +0 %\n/);
    expect(exitCode).toBe(0);
  });

  test('defaults that hold are kept: set none of these flags', async () => {
    const { exitCode, stdout } = await runCli(['simulate', scenario('burst')]);
    expect(stdout.split('\n')[2]).toBe(
      "Kubernetes' defaults are enough: set none of these flags. Nothing is lost up to 40 times this load. (Prove it with: audit-bench run.)",
    );
    expect(stdout).not.toContain('--audit-webhook-batch-buffer-size=');
    expect(exitCode).toBe(0);
  });

  test('current settings are judged in place of the defaults, from a command line too', async () => {
    const flags = 'current={flags: "--audit-webhook-batch-buffer-size=300 --audit-webhook-batch-throttle-qps=1"}';
    const { stdout } = await runCli(['simulate', scenario('steady'), '--set', flags]);
    expect(stdout).toContain('The current flags will not do: ');
    expect(stdout).toMatch(/\n +load +current +recommended +defaults +docs' rule\n/);
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
      /large: LOSES 720 of 720 events \(100 %\), 720 in batches that are given up: the receiver refuses or is too slow; /,
    );
    expect(exitCode).toBe(1);
  });

  test('a rate without an end above the ceiling is a loss: how much, and from when', async () => {
    const flags = ['simulate', '--flags', '--audit-webhook-batch-max-size=1', '--rate', '50/s'];
    const forever = await runCli(flags);
    expect(forever.stdout).toContain(
      'your flags: LOSES 80 % of the events while the load goes on: its sustained 50 events/s are above the ceiling, and the first is lost after 250 s; ',
    );
    expect(forever.exitCode).toBe(1);
    const minute = await runCli([...flags, '--duration', '60s']);
    expect(minute.stdout).toContain('your flags: SAFE for 60 s: nothing is lost in that time; ');
    expect(minute.stdout).toContain(
      ' The rate is above the ceiling of 10 events/s: after 250 s of it the loss would begin.',
    );
    expect(minute.exitCode).toBe(0);
  });

  test('a phase mix whose mean is above the ceiling is a loss although its record ends before', async () => {
    const slow = ['--set', 'variants=[{name: slow, maxBatchSize: 10}]'];
    const { stdout } = await runCli(['simulate', scenario('steady'), ...slow]);
    expect(stdout).toContain('slow: LOSES 75 % of the events while the load goes on: ');
  });

  test('a receiver slower than the client waits for it loses everything', async () => {
    const { stdout, exitCode } = await runCli(['simulate', scenario('quickstart'), '--set', 'receiver.latency=35s']);
    expect(stdout).toMatch(/large: LOSES 720 of 720 events \(100 %\), 720 in batches that are given up: /);
    expect(exitCode).toBe(1);
  });

  test('a variant that breaks a limit is not safe', async () => {
    const broken = '{ limits: { bodySize: 12MiB } }\npolicy: request-response-complete\nvariants: [{ name: mine }]';
    const { stdout } = await runCli(['simulate', scenarioWith(broken)]);
    expect(stdout).toContain(
      'mine: BREAKS A LIMIT: bodies of any size, for bodies are audited and truncation is off, against an allowed 12 MiB (tune.limits.bodySize); nothing is lost; ',
    );
  });

  test('bodies above what the receiver takes are lost, and mode blocking is answered as such', async () => {
    const rest =
      '{}\nreceiver: { bodyLimit: 100KiB }\nvariants: [{ name: a }, { name: b, maxBatchSize: 100 }, { name: c, mode: blocking }]';
    const { stdout } = await runCli(['simulate', scenarioWith(rest)]);
    expect(stdout).toMatch(/a: LOSES 8,000 of 8,000 events \(100 %\), 8,000 in batches that are given up: /);
    expect(stdout).toMatch(/b: SAFE: nothing is lost; /);
    expect(stdout).toContain(
      'c: NOT JUDGED: mode blocking has no buffer; nothing is dropped while the receiver answers, and every request waits for it.',
    );
    expect(stdout).toContain(
      'Change 2 flags: --audit-webhook-batch-max-size=100 (now 400), --audit-webhook-batch-throttle-qps=25 ',
    );
  });

  test('a phase above the ceiling is what the buffer is for: how long it could last', async () => {
    const file = join(tempDir(), 's.yaml');
    const phases = '[{ rate: 100/s, duration: 20s }, { rate: 2000/s, duration: 2s }]';
    writeFileSync(
      file,
      `apiVersion: audit-bench/v1\nkind: Scenario\nname: s\nload: { phases: ${phases} }\nvariants: [{ name: a, maxBatchSize: 100 }]\n`,
    );
    // Two stages of each request: (10,000 + 16 · 100) / (4,000 − 1,000) s.
    expect((await runCli(['simulate', file])).stdout).toMatch(
      /a: SAFE: nothing is lost; .*, its busiest second \(4,00\d events\) could last 3\.8\d s, /,
    );
  });

  test('how long batches are tried is said of all settings, a short backoff with them', async () => {
    const short = await runCli(['simulate', '--flags', '--audit-webhook-initial-backoff=10ms', '--rate', '100/s']);
    expect(short.stdout).toContain('A batch is given up and lost after 81.3 ms of a receiver that refuses');
    const variants = await runCli(['simulate', scenario('quickstart'), '--set', 'variants[1].initialBackoff=10ms']);
    expect(variants.stdout).toContain('  With the receiver away a batch is given up after 81.3 ms; until then ');
  });

  test("a rate with nothing beside it asks about Kubernetes' defaults; of several API servers one is played, which is said", async () => {
    const { stdout } = await runCli(['simulate', '--apiservers', '50', '--rate', '1000000/s']);
    expect(stdout).toContain(
      "Each of 50 API servers gets an even share, 20,000 events/s: what follows is one of them.\n\nKubernetes' defaults: LOSES ",
    );
    const { stdout: named } = await runCli(['simulate', '--apiservers', '50', '--rate', '1000000/s', '--flags', MODE]);
    expect(named).toContain('\n\nyour flags: LOSES ');
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
    [
      ['simulate'],
      "simulate needs either a scenario file, --flags, --manifest or --audit-log\n  hint: with --rate alone it answers for Kubernetes' defaults",
    ],
    [
      ['simulate', 'burst', '--rate', '1/s'],
      '--rate has no meaning beside a scenario\n  hint: its load has rates of its own: --set load.phases=…',
    ],
    [['simulate', '--flags', MODE, '--rate', '800'], '--rate: expected a rate such as "800/s", got "800"'],
    [['simulate', '--flags', MODE], '--rate: expected a rate such as "800/s", got nothing'],
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
    [['simulate', '--flags', MODE, '--rate', '0/s'], '--rate: must be above 0, got "0/s"'],
    ...['0', '2.5', '-1'].map((apiservers): [string[], string] => [
      ['simulate', '--flags', MODE, '--rate', '1/s', `--apiservers=${apiservers}`],
      `--apiservers: expected a whole number from 1, got ${apiservers}`,
    ]),
    [
      ['simulate', '--flags', MODE, '--rate', '1/s', '--apiservers', 'abc'],
      '--apiservers: expected a whole number from 1, got NaN',
    ],
    [
      ['simulate', '--flags', '--audit-log-mode=batch --audit-log-batch-buffer-size=5', '--rate', '1/s'],
      'these flags are of the log backend, which the model cannot judge: its buffer empties as fast as the disk takes events\n  hint: measure it, or name the flags of the webhook',
    ],
    [
      ['simulate', '--flags', MODE, '--rate', '1/s', '--burst', '-1'],
      '--burst: expected a whole number from 0, got -1',
    ],
    [
      ['simulate', '--flags', MODE, '--rate', '1/s', '--duration', '0s'],
      '--duration: expected a duration such as "60s", got "0s"',
    ],
  ])('%j is refused with its reason', async (args, message) => {
    expect(await runCli(args)).toMatchObject({ exitCode: 2, stderr: message });
  });

  test('limits that nothing holds: how far the load could go, and what is in the way', async () => {
    const { exitCode, stdout } = await runCli(['simulate', scenarioWith('{ limits: { bodySize: 700B } }')]);
    expect(stdout.split('\n').slice(2, 6)).toEqual([
      'Nothing is recommended: no settings hold 1.5 times the load within the limits.',
      "Kubernetes' defaults will not do: bodies of up to 286 KiB (batch-max-size) against an allowed 700 B (tune.limits.bodySize).",
      '  No settings keep the limits, whatever the load.',
      '  An event of 730 B exceeds the limit of 619 B even alone in its batch: only truncation helps (audit-webhook-truncate-enabled).',
    ]);
    expect(exitCode).toBe(1);
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
