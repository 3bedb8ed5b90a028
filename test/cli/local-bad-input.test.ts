import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CliOutcome, runCli, tempDir } from '../support/cli.ts';

const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: tiny
load: { phases: [{ rate: 50/s, duration: 1s }] }
variants: [{ name: a, maxBatchWait: 1s }]
`;
const AUDIT_FLAGS = [
  'policy-file',
  'webhook-config-file',
  'webhook-mode',
  'webhook-batch-buffer-size',
  'webhook-batch-max-size',
  'webhook-batch-max-wait',
  'webhook-batch-throttle-enable',
  'webhook-batch-throttle-qps',
  'webhook-batch-throttle-burst',
  'webhook-initial-backoff',
].map((name) => `audit-${name}`);

/** Runs with a kube-apiserver whose help lists these flags, and which leaves a mark when it is really started. */
async function runWith(
  help: string,
  scenario = SCENARIO,
  cluster = '',
): Promise<CliOutcome & { dir: string; started: boolean }> {
  const dir = tempDir();
  const programs = {
    etcd: `touch ${dir}/started`,
    'kube-apiserver': `case "$1" in\n--version) echo Kubernetes v1.12.3 ;;\n--help) ${help} ;;\n*) touch ${dir}/started ;;\nesac`,
  };
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(dir, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(dir, name), 0o755);
  }
  writeFileSync(join(dir, 's.yaml'), scenario);
  writeFileSync(join(dir, 'c.yaml'), `apiVersion: audit-bench/v1\nkind: Cluster\nname: c\nprovider: local\n${cluster}`);
  const run = ['run', join(dir, 's.yaml'), '--cluster', join(dir, 'c.yaml'), '--out', join(dir, 'run')];
  const outcome = await runCli([...run, '--assets', dir]);
  return { ...outcome, dir, started: existsSync(join(dir, 'started')) };
}

const helpOf = (flags: readonly string[]): string =>
  `cat <<END\n${flags.map((flag) => `      --${flag} string   x`).join('\n')}\nEND\n`;
const sentence = (flag: string, dir: string): string =>
  `kube-apiserver 1.12.3 has no flag --${flag}\n  hint: this run sets it: choose another version with kubernetesVersion; ${dir}/kube-apiserver --help lists what it has`;

describe('flags that a kube-apiserver does not know, before anything is started', () => {
  test('an audit flag of the run is named with the version', async () => {
    const without = AUDIT_FLAGS.filter((flag) => flag !== 'audit-webhook-batch-throttle-enable');
    const { exitCode, stderr, dir, started } = await runWith(helpOf(without));
    expect(stderr).toBe(sentence('audit-webhook-batch-throttle-enable', dir));
    expect(exitCode).toBe(3);
    expect(started).toBe(false);
  });

  test('only flags that a variant sets count, each once', async () => {
    const truncating = ['t', 'u'].map((name) => `{ name: ${name}, maxBatchWait: 1s, truncate: {} }, `).join('');
    const truncate = SCENARIO.replace('variants: [', `variants: [${truncating}`);
    const { stderr, dir } = await runWith(helpOf(AUDIT_FLAGS), truncate);
    const names = ['enabled', 'max-event-size', 'max-batch-size'];
    expect(stderr).toBe(names.map((name) => sentence(`audit-webhook-truncate-${name}`, dir)).join('\n'));
  });

  test('a search needs the flags of batch mode', async () => {
    const tune = SCENARIO.replace(/variants.*/, 'tune: {}');
    const { stderr, dir } = await runWith(helpOf(AUDIT_FLAGS.filter((flag) => !flag.endsWith('burst'))), tune);
    expect(stderr).toBe(sentence('audit-webhook-batch-throttle-burst', dir));
  });

  test("the cluster file's own flags come first", async () => {
    const cluster = 'apiserverFlags: { no-such-flag: 1 }\n';
    const { stderr, dir } = await runWith(helpOf(AUDIT_FLAGS.slice(1)), SCENARIO, cluster);
    expect(stderr).toBe(
      `apiserverFlags.no-such-flag: kube-apiserver 1.12.3 has no flag --no-such-flag\n  hint: ${dir}/kube-apiserver --help lists what it has\n${sentence('audit-policy-file', dir)}`,
    );
  });

  test('a policy that this version does not start with', async () => {
    const policy =
      'policy: { apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{ level: Metadata, resources: [{ group: "*" }] }] }\n';
    const { exitCode, stderr, started } = await runWith(helpOf(AUDIT_FLAGS), SCENARIO + policy);
    expect(stderr).toBe(
      'policy rules[0].resources[0].group: "*" needs Kubernetes 1.36, kube-apiserver 1.12.3 does not start with it\n  hint: name the groups, or choose a newer version with kubernetesVersion',
    );
    expect({ exitCode, started }).toEqual({ exitCode: 3, started: false });
  });

  test('a help that lists nothing is not taken for a lack of every flag', async () => {
    const { exitCode, stderr, dir } = await runWith('echo "no help today" >&2; exit 1');
    expect(stderr).toBe(`${dir}/kube-apiserver --help lists no flags: no help today`);
    expect(exitCode).toBe(3);
  });
});
