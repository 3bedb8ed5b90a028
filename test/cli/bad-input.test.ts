import { createServer } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { runCli, tempDir } from '../support/cli.ts';

const BIN = resolve('bin/audit-bench.js');

const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: tiny
load: { phases: [{ rate: 50/s, duration: 1s }] }
variants: [{ name: a, maxBatchWait: 1s }]
`;

function scenarioIn(dir: string, text = SCENARIO): string {
  const file = join(dir, 's.yaml');
  writeFileSync(file, text);
  return file;
}

describe('what a user may get wrong, with the exact message and exit status', () => {
  test('a missing file', async () => {
    const { exitCode, stderr } = await runCli(['run', '/nowhere/s.yaml']);
    expect(stderr).toBe('/nowhere/s.yaml: there is no such file\n  hint: looked for /nowhere/s.yaml');
    expect(exitCode).toBe(2);
  });

  test('a folder instead of a file', async () => {
    const dir = tempDir();
    const { exitCode, stderr } = await runCli(['validate', dir]);
    expect(stderr).toBe(`${dir}: is a folder, expected a YAML file`);
    expect(exitCode).toBe(2);
  });

  test('problems of several files at once', async () => {
    const dir = tempDir();
    const file = scenarioIn(dir, SCENARIO.replace('50/s', '50'));
    const { exitCode, stderr } = await runCli(['validate', file, join(dir, 'gone.yaml')]);
    expect(stderr).toBe(
      `${file}:4:26 load.phases[0].rate: expected a rate such as "500/s", got 50\n${dir}/gone.yaml: there is no such file\n  hint: looked for ${dir}/gone.yaml`,
    );
    expect(exitCode).toBe(2);
  });

  test('an unknown command and an unknown option', async () => {
    expect(await runCli(['rnu'])).toMatchObject({
      exitCode: 2,
      stderr: 'rnu: there is no such command\n  hint: did you mean run?',
    });
    expect(await runCli(['run', 'x', '--sead', '3'])).toMatchObject({
      exitCode: 2,
      stderr: '--sead: there is no such option of run\n  hint: did you mean --seed?',
    });
  });

  test('a seed that is none', async () => {
    const { exitCode, stderr } = await runCli(['run', scenarioIn(tempDir()), '--seed', 'x']);
    expect(stderr).toBe('--seed: expected a whole number from 0, got NaN');
    expect(exitCode).toBe(2);
  });

  test('an output folder that holds something', async () => {
    const dir = tempDir();
    const { exitCode, stderr } = await runCli(['run', scenarioIn(dir), '--out', dir]);
    expect(stderr).toBe(`--out ${dir}: is not empty\n  hint: choose a new folder, or go on with --resume`);
    expect(exitCode).toBe(2);
  });

  test('an output folder that cannot be written', async () => {
    const dir = tempDir();
    const file = scenarioIn(dir);
    const { exitCode, stderr } = await runCli(['run', file, '--out', join(file, 'x')]);
    expect(stderr).toBe(
      `--out ${file}/x: cannot be written: a file is in the way\n  hint: choose another folder, or make ${file} writable`,
    );
    expect(exitCode).toBe(2);
  });

  test('a full disk', async (context) => {
    const dir = tempDir();
    const disk = join(dir, 'disk');
    mkdirSync(disk);
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { reject: false });
    if (mounted.failed) context.skip('a small disk can be mounted only by root on Linux');
    try {
      const { exitCode, stderr } = await runCli(['run', scenarioIn(dir), '--out', join(disk, 'run')]);
      expect(stderr).toMatch(
        /^--out \S+\/disk\/run: the disk is full \(\d+ MiB left\)\n {2}hint: a run needs 64 MiB or more$/,
      );
      expect(exitCode).toBe(2);
    } finally {
      await execa('umount', [disk]);
    }
  });

  test('a port in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const dir = tempDir();
    const { exitCode, stderr } = await runCli([
      'run',
      scenarioIn(dir, `${SCENARIO}receiver: { port: ${port} }\n`),
      '--out',
      join(dir, 'run'),
    ]);
    server.close();
    expect(stderr).toBe(
      `receiver.port: ${port} is in use on 127.0.0.1\n  hint: choose another port, or leave it out for a free one`,
    );
    expect(exitCode).toBe(3);
  });

  test('no binaries for a real API server: both ways to get them are named', async () => {
    const dir = tempDir();
    const cluster = join(dir, 'c.yaml');
    writeFileSync(cluster, 'apiVersion: audit-bench/v1\nkind: Cluster\nname: c\nprovider: local\n');
    const { exitCode, stderr } = await runCli([
      'run',
      scenarioIn(dir),
      '--cluster',
      cluster,
      '--out',
      join(dir, 'run'),
      '--assets',
      dir,
    ]);
    expect(stderr).toBe(
      `no kube-apiserver in ${dir}\n  hint: get etcd and kube-apiserver with "audit-bench assets install" (downloads) or "audit-bench assets install --from go" (builds them from their Go modules)`,
    );
    expect(exitCode).toBe(3);
  });

  test('a policy that audits nothing that could prove the path', async () => {
    const dir = tempDir();
    const policy =
      'policy: { apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{ level: Metadata, users: [nobody] }] }\n';
    const { exitCode, stderr } = await runCli(['run', scenarioIn(dir, SCENARIO + policy), '--out', join(dir, 'run')]);
    expect(stderr).toBe(
      'policy inline: audits none of the requests that could prove the path for user "audit-bench"\n  hint: add a rule that audits a GET of the load, or change load.identity',
    );
    expect(exitCode).toBe(2);
  });
});

describe('options that no command could mean', () => {
  const TWICE = '  hint: give it once: the others would be ignored';

  test.each([
    ['run', ['run', 's.yaml', '--out', 'a', '--out', 'b'], '--out'],
    ['run', ['run', 's.yaml', '--cluster', 'a', '--cluster', 'b'], '--cluster'],
    ['run', ['run', 's.yaml', '--seed', '1', '--seed', '2'], '--seed'],
    ['simulate', ['simulate', '--flags', 'x', '--rate', '1/s', '--duration', '1s', '--duration', '2s'], '--duration'],
    ['check', ['check', '--kubeconfig', 'x', '--for', '1s', '--for', '2s'], '--for'],
    ['compare', ['compare', 'a', 'b', '--baseline', 'a', '--baseline', 'b'], '--baseline'],
    ['report', ['report', 'a', '--format', 'md', '--format', 'html'], '--format'],
    ['assets', ['assets', 'install', '--version', '1', '--version', '2'], '--version'],
  ])('of %s given twice: %j', async (_, args, option) => {
    expect(await runCli(args)).toMatchObject({ exitCode: 2, stderr: `${option}: is given 2 times\n${TWICE}` });
  });

  test('without a value', async () => {
    expect(await runCli(['run', 's.yaml', '--out', ''])).toMatchObject({
      exitCode: 2,
      stderr: '--out: is empty, expected a value',
    });
    expect(await runCli(['run', ''])).toMatchObject({ exitCode: 2, stderr: 'scenario: is empty, expected a value' });
    expect(await runCli(['run', 's.yaml', '--set'])).toMatchObject({
      exitCode: 2,
      stderr: '--set: a value is missing',
    });
  });

  test('numbers that are none', async () => {
    expect(await runCli(['simulate', '--flags', 'x', '--rate', '5/s', '--apiservers', '0'])).toMatchObject({
      exitCode: 2,
      stderr: '--apiservers: expected a whole number from 1, got 0',
    });
  });
});

describe('what nobody would pay without meaning it', () => {
  test.each([
    ['--burst', ['--rate', '5/s', '--burst', '1000000000000'], '1,000,000,000,000 events, at most 5,000,000'],
    ['hours', ['--rate', '800/s', '--duration', '100h'], '288,000,000 events, at most 5,000,000'],
  ])('simulate, by %s', async (_, args, what) => {
    const { exitCode, stderr } = await runCli(['simulate', '--flags', '--audit-webhook-config-file=x', ...args]);
    expect(stderr).toBe(
      `this would simulate ${what}\n  hint: make rate, duration, burst or headroom smaller; or give --large where it is meant`,
    );
    expect(exitCode).toBe(2);
  });

  test('simulate, by headroom', async () => {
    const file = scenarioIn(tempDir(), `${SCENARIO}tune: { headroom: 1000000 }\n`);
    const { exitCode, stderr } = await runCli(['simulate', file]);
    expect(stderr).toContain('this would simulate 50,000,000 events, at most 5,000,000');
    expect(exitCode).toBe(2);
  });

  test('run, by rate and repeats; validate says so too', async () => {
    const dir = tempDir();
    const file = scenarioIn(dir, SCENARIO.replace('50/s, duration: 1s', '1000000/s, duration: 100s'));
    const { exitCode, stderr } = await runCli(['run', file, '--out', join(dir, 'run')]);
    expect(stderr).toBe(
      'this run would take 100,000,000 requests, at most 20,000,000 requests; 32 GiB on disk, at most 10 GiB on disk; 23 GiB of memory, at most 4 GiB of memory\n  hint: make the load, the variants or "repeat" smaller; or give --large where it is meant',
    );
    expect(exitCode).toBe(2);
    expect((await runCli(['validate', file])).stdout).toContain(
      `${file}: run refuses it without --large: 100,000,000 requests, at most 20,000,000 requests`,
    );
  });

  test('a matrix of a million variants', async () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1).join(', ');
    const matrix = `matrix: { bufferSize: [${values}], maxBatchSize: [${values}], throttleQps: [${values}] }`;
    const { exitCode, stderr } = await runCli([
      'validate',
      scenarioIn(tempDir(), SCENARIO.replace('maxBatchWait: 1s', matrix)),
    ]);
    expect(stderr).toContain('makes 1,000,000 variants, at most 10,000 are measured');
    expect(exitCode).toBe(2);
  });
});

describe('files that no reader should trust', () => {
  const HEAD = 'apiVersion: audit-bench/v1\nkind: Scenario\nname: tiny\n';
  const bomb = Array.from({ length: 9 }, (_, level) =>
    level === 0
      ? 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'
      : `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
  ).join('\n');
  const digits = '9'.repeat(320);

  test.each([
    ['an alias without an anchor', 'a: *nope\n', '1:4 not valid YAML: *nope has no anchor &nope before it'],
    ['a bomb of aliases', bomb, '1:1 not readable: Excessive alias count indicates a resource exhaustion attack'],
    ['20,000 levels', `${HEAD}load: ${'['.repeat(20_000)}`, 'not valid YAML: it is nested too deeply'],
    ['a policy called as a member of every object', SCENARIO + 'policy: constructor\n', 'unknown policy "constructor"'],
    ['a provider called so', 'kind: Cluster\nprovider: constructor\n', 'unknown provider "constructor"'],
    ['a folder for a policy', SCENARIO + 'policy: ./folder\n', '6:9 policy: "./folder": is a folder, expected a file'],
    ['a rate of 320 digits', SCENARIO.replace('50/s', `${digits}/s`), 'load.phases[0].rate: is too large: "999'],
    ['a duration of 320 digits', SCENARIO.replace('1s }]', `${digits}s }]`), 'duration: is too large: "999'],
    ['a count of 320 digits', `${SCENARIO}repeat: ${digits}\n`, 'repeat: expected a number, got .inf'],
    ['infinity', `${SCENARIO}tune: { headroom: .inf }\n`, 'tune.headroom: expected a number, got .inf'],
    ['no number', `${SCENARIO}objectives: { lossRatio: .nan }\n`, 'lossRatio: expected a number, got .nan'],
  ])('%s', async (_, text, message) => {
    const dir = tempDir();
    mkdirSync(join(dir, 'folder'));
    const { exitCode, stderr } = await runCli(['validate', scenarioIn(dir, text)]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('bug');
    expect(exitCode).toBe(2);
  });

  test('a name of a megabyte is not echoed whole', async () => {
    const { exitCode, stderr } = await runCli([
      'validate',
      scenarioIn(tempDir(), SCENARIO.replace('tiny', 'n'.repeat(1e6)).replace('50/s', 'm'.repeat(1e6))),
    ]);
    expect(stderr.length).toBeLessThan(1000);
    expect(stderr).toContain('name: expected a name of lower-case letters, digits and dashes, got "nnnn');
    expect(exitCode).toBe(2);
  });

  test('a path that is too long', async () => {
    const { exitCode, stderr } = await runCli(['validate', 'a'.repeat(5000)]);
    expect(stderr).toMatch(/^a+ … \(\d+ letters left out\) … a+: the name is too long$/);
    expect(exitCode).toBe(2);
  });
});

describe('a machine without what every program takes for granted', () => {
  test('no folder for temporary files', async () => {
    const dir = tempDir();
    const { exitCode, stderr } = await runCli(['run', scenarioIn(dir), '--out', join(dir, 'run')], {
      env: { TMPDIR: '/nowhere/x' },
    });
    expect(stderr).toContain(
      'the folder for temporary files, /nowhere/x: there is no such file or folder\n  hint: set TMPDIR to a folder that is there and can be written',
    );
    expect(exitCode).toBe(2);
  });

  test.each([
    ['simulate', ['simulate', '--flags', '--audit-webhook-config-file=x', '--rate', '5/s']],
    ['validate', ['validate', 'scenarios/quickstart.yaml']],
    ['flags', ['flags', 'reports/sample']],
    ['help', ['--help']],
  ])('no room for the output of %s', async (_, args) => {
    const { exitCode, stderr } = await execa(
      'sh',
      ['-c', 'exec "$0" "$@" > /dev/full', process.execPath, BIN, ...args],
      {
        reject: false,
      },
    );
    expect(stderr).toMatch(/(^|\n)the output could not be written: no space left where it goes$/);
    expect(exitCode).toBe(3);
  });
});
