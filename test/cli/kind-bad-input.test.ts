import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { type CliOutcome, runCli, tempDir } from '../support/cli.ts';

const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: tiny
load: { phases: [{ rate: 50/s, duration: 1s }] }
variants: [{ name: a, maxBatchWait: 1s }]
`;
const KIND_HINT = '  hint: get it from https://kind.sigs.k8s.io, or: go install sigs.k8s.io/kind@latest';
const GOOD_KIND = 'echo kind v0.33.0 go1.26 linux/amd64';

/** Runs with only these programs on PATH, each a line of shell: such faults cannot be made with the real ones. */
async function runIn(programs: Readonly<Record<string, string>>, args: readonly string[]): Promise<CliOutcome> {
  const bin = tempDir();
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return runCli(args, { env: { PATH: bin, AUDIT_BENCH_KIND_IMAGE: '' } });
}

function runWith(programs: Readonly<Record<string, string>>, cluster = ''): Promise<CliOutcome> {
  const dir = tempDir();
  writeFileSync(join(dir, 's.yaml'), SCENARIO);
  writeFileSync(join(dir, 'c.yaml'), `apiVersion: audit-bench/v1\nkind: Cluster\nname: k\nprovider: kind\n${cluster}`);
  return runIn(programs, ['run', join(dir, 's.yaml'), '--cluster', join(dir, 'c.yaml'), '--out', join(dir, 'run')]);
}

describe('audit-bench clusters', () => {
  test('without an engine, or without its answer, nothing is said to be left', async () => {
    expect(await runIn({}, ['clusters', 'ls'])).toMatchObject({
      exitCode: 3,
      stderr: 'docker is not installed\n  hint: kind clusters live in its containers',
    });
    const docker = 'echo "Cannot connect to the Docker daemon" >&2; exit 1';
    expect(await runIn({ docker, kind: GOOD_KIND }, ['clusters', 'gc'])).toMatchObject({
      exitCode: 3,
      stderr: 'docker does not answer: Cannot connect to the Docker daemon\n  hint: start docker',
    });
  });
});

describe('what a machine may lack for kind, all at once, with what to do', () => {
  test('neither docker nor kind', async () => {
    expect(await runWith({})).toMatchObject({
      exitCode: 3,
      stderr: `docker is not installed\n  hint: install Docker (or podman or nerdctl): kind runs its nodes in it\nkind is not installed\n${KIND_HINT}`,
    });
  });

  test('a docker that does not let the user in', async () => {
    const docker = 'echo "permission denied while trying to connect to the Docker daemon socket" >&2; exit 1';
    expect(await runWith({ docker, kind: GOOD_KIND })).toMatchObject({
      exitCode: 3,
      stderr:
        'docker does not let this user in: permission denied while trying to connect to the Docker daemon socket\n  hint: add the user to the group docker and log in again, or run as root',
    });
  });

  test('a docker that does not run', async () => {
    const docker = 'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1';
    expect(await runWith({ docker, kind: GOOD_KIND })).toMatchObject({
      exitCode: 3,
      stderr:
        'docker does not answer: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.\n  hint: start it: systemctl start docker',
    });
  });

  test('a kind that is too old, and an image that cannot be had', async () => {
    const docker = 'case "$1" in version) ;; info) ;; *) echo "no such host" >&2; exit 1;; esac';
    const kind = 'echo kind v0.11.1 go1.16.4 linux/amd64';
    expect(await runWith({ docker, kind }, 'image: kindest/node:v1.99.0\n')).toMatchObject({
      exitCode: 3,
      stderr: `kind 0.11 is too old, 0.20 is needed\n${KIND_HINT}\nthe image kindest/node:v1.99.0 is not on this machine and cannot be pulled: no such host\n  hint: offline: docker save kindest/node:v1.99.0 -o image.tar where it is, docker load -i image.tar here; or name another with "image" in the cluster file`,
    });
  });

  test('an old cgroup version under a new Kubernetes', async () => {
    const docker = 'case "$*" in *CgroupVersion*) echo 1;; esac';
    expect(await runWith({ docker, kind: GOOD_KIND }, 'image: kindest/node:v1.36.1\n')).toMatchObject({
      exitCode: 3,
      stderr:
        'this machine has cgroup v1, on which Kubernetes 1.36 does not start\n  hint: use an image of 1.34 or older, or boot with cgroup v2',
    });
  });

  test('a disk without room for a node', async (context) => {
    const disk = join(tempDir(), 'disk');
    mkdirSync(disk);
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { reject: false });
    if (mounted.failed) context.skip('a small disk can be mounted only by root on Linux');
    try {
      const docker = `case "$*" in *DockerRootDir*) echo ${disk};; esac`;
      expect(await runWith({ docker, kind: GOOD_KIND })).toMatchObject({
        exitCode: 3,
        stderr: `${disk} has 1 MiB free, a node needs about 2 GiB\n  hint: docker system df shows what can go`,
      });
    } finally {
      await execa('umount', [disk]);
    }
  });

  test('kind fails while it creates: its own line, exit 4, and the whole output is kept', async () => {
    const docker = 'case "$*" in "network inspect"*) echo \'[{"IPAM":{"Config":[{"Gateway":"127.0.0.1"}]}}]\';; esac';
    const kind = `case "$1" in version) ${GOOD_KIND};; create) echo 'ERROR: failed to create cluster: no space left on device' >&2; exit 1;; esac`;
    const { exitCode, stderr } = await runWith({ docker, kind });
    // What the run costs is told before its first step.
    expect(stderr.slice(stderr.indexOf('starting k'))).toBe(
      'starting k\nkind create cluster: the disk is full: failed to create cluster: no space left on device\n  hint: docker system df shows what can go',
    );
    expect(exitCode).toBe(4);
  });
});
