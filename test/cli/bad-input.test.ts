import { createServer } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { runCli, tempDir } from '../support/cli.ts';

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
    const hint = '  hint: audit-bench --help lists the commands, audit-bench <command> --help its options';
    expect(await runCli(['rnu'])).toMatchObject({ exitCode: 2, stderr: `Did you mean run?\n${hint}` });
    expect(await runCli(['validate', 'x', '--sed', '3'])).toMatchObject({
      exitCode: 2,
      stderr: `Unknown argument: sed\n${hint}`,
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
