import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { findBinaries } from '../../src/clusters/local/binaries.ts';
import type { RunResult } from '../../src/core/result.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';
import { processesWith } from '../support/processes.ts';

const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: real
policy: metadata
load:
  requests: [{ verb: get, resource: configmaps, weight: 8 }, { verb: watch, resource: configmaps }, { verb: create, resource: pods }]
  phases: [{ rate: 50/s, duration: 1s, measure: false }, { rate: 400/s, duration: 4s }]
variants: [{ name: small, bufferSize: 200, maxBatchSize: 50, maxBatchWait: 1s, throttleQps: 4, throttleBurst: 4 }]
`;

/** A machine that stalls gives a trial in doubt, not a wrong number: it is measured again, as a user would. */
const MEASURED = { retry: 2 };

function clusterIn(dir: string, more = ''): string {
  const file = join(dir, 'c.yaml');
  writeFileSync(file, `apiVersion: audit-bench/v1\nkind: Cluster\nname: c\nprovider: local\n${more}`);
  return file;
}

function scenarioIn(dir: string, text = SCENARIO): string {
  const file = join(dir, 's.yaml');
  writeFileSync(file, text);
  return file;
}

describe('a real kube-apiserver', () => {
  test(
    'the quickstart: the small buffer loses, the large one does not, every event is explained',
    MEASURED,
    async (context) => {
      if (noBinaries !== null) context.skip(noBinaries);
      const out = join(tempDir(), 'run');
      const { exitCode, stdout } = await runCli([
        'run',
        resolve('scenarios/quickstart.yaml'),
        '--cluster',
        resolve('clusters/local.yaml'),
        '--out',
        out,
      ]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('"large" meets every objective; "small" does not.');
      expect(stdout).not.toMatch(/emulated/i);
      const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
      expect(result.cluster.emulated).toBe(false);
      const [small, large] = result.trials;
      expect(small?.events.dropped).toBeGreaterThan(0);
      expect(large?.events.dropped).toBe(0);
      for (const { events, ours, requests } of result.trials) {
        expect(events.unexplained).toBe(0);
        expect(requests).toMatchObject({ intended: 720, sent: 720, answered: 720 });
        expect((ours.delivered ?? 0) + (ours.missing ?? 0)).toBe(ours.expected);
      }
      const validate = new Ajv().compile(JSON.parse(readFileSync('docs/result.schema.json', 'utf8')) as object);
      expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
    },
  );

  test(
    'several stages, watches and two API servers: the model is right within max(S, 1 %)',
    MEASURED,
    async (context) => {
      if (noBinaries !== null) context.skip(noBinaries);
      const dir = tempDir();
      const { stdout, exitCode } = await runCli([
        'run',
        scenarioIn(dir),
        '--cluster',
        clusterIn(dir, 'apiservers: 2\n'),
        '--out',
        join(dir, 'run'),
        '--json',
      ]);
      const trial = (JSON.parse(stdout) as RunResult).trials[0];
      // Two API servers on two cores: what left late is a doubt of the load (exit 5); the accounts and the model must hold.
      expect(trial?.doubts.filter(({ name }) => name !== 'send-lag')).toEqual([]);
      expect(exitCode).toBe(trial?.trusted ? 1 : 5);
      expect(trial?.error).toBeNull();
      expect(trial?.events.dropped).toBeGreaterThan(0);
      expect(Math.abs((trial?.events.dropped ?? 0) - (trial?.predicted?.dropped ?? 0))).toBeLessThanOrEqual(
        Math.max(50, 0.01 * (trial?.events.generated ?? 0)),
      );
      expect(trial?.instances.map(({ name }) => name)).toEqual(['apiserver-1', 'apiserver-2']);
      expect(trial?.instances.every(({ generated }) => (generated ?? 0) > 500)).toBe(true);
    },
  );

  test('flags that it does not know are named before it is started', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    const dir = tempDir();
    const { exitCode, stderr } = await runCli([
      'run',
      scenarioIn(dir),
      '--cluster',
      clusterIn(dir, 'apiserverFlags: { no-such-flag: 1 }\n'),
      '--out',
      join(dir, 'run'),
    ]);
    expect(stderr).toMatch(
      /^apiserverFlags\.no-such-flag: kube-apiserver \d+\.\d+\.\d+ has no flag --no-such-flag\n {2}hint: \S+\/kube-apiserver --help lists what it has$/,
    );
    expect(exitCode).toBe(3);
  });

  test('one that exits at start: its last log line, and nothing left', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    const dir = tempDir();
    const { exitCode, stderr } = await runCli(
      [
        'run',
        scenarioIn(dir),
        '--cluster',
        clusterIn(dir, 'apiserverFlags: { service-cluster-ip-range: nonsense }\n'),
        '--out',
        join(dir, 'run'),
      ],
      { env: { TMPDIR: dir } },
    );
    expect(stderr).toMatch(
      /kube-apiserver ended at start with status 1: .*service-cluster-ip-range\[0\] is not a valid cidr.*\n {2}hint: its output is kept in \S+\/run\/logs$/,
    );
    expect(exitCode).toBe(4);
    expect(readFileSync(join(dir, 'run/logs/apiserver-1.log'), 'utf8')).toContain('service-cluster-ip-range');
    expect(processesWith(dir)).toEqual([]);
  });

  test('etcd missing beside it', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    const dir = tempDir();
    const { apiserver } = await findBinaries({ assetsDir: null, environment: process.env, kubernetesVersion: null });
    symlinkSync(apiserver, join(dir, 'kube-apiserver'));
    const { exitCode, stderr } = await runCli(
      ['run', scenarioIn(dir), '--cluster', clusterIn(dir), '--out', join(dir, 'run'), '--assets', dir],
      { env: { PATH: '/nowhere' } },
    );
    expect(stderr).toBe(
      `etcd is missing beside ${dir}/kube-apiserver\n  hint: audit-bench assets install gets both; Debian has etcd-server`,
    );
    expect(exitCode).toBe(3);
  });
});
