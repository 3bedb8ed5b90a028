import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';
import { noOtelcol, otelcolCommand } from '../support/otelcol.ts';

async function measure(shipper: object, objectives: object = {}) {
  const dir = tempDir();
  const scenario = {
    apiVersion: 'audit-bench/v1',
    kind: 'Scenario',
    name: 'shipper',
    policy: 'metadata-complete',
    backend: 'log',
    log: { maxSizeMegabytes: 1, maxBackups: 20 },
    receiver: { shipper },
    load: { phases: [{ name: 'steady', rate: '400/s', duration: '6s' }] },
    variants: [{ name: 'a', mode: 'blocking' }],
    objectives,
  };
  // JSON is YAML.
  writeFileSync(join(dir, 's.yaml'), JSON.stringify(scenario));
  const out = join(dir, 'run');
  const cluster = resolve('clusters/local.yaml');
  const outcome = await runCli(['run', join(dir, 's.yaml'), '--cluster', cluster, '--out', out]);
  const read = (file: string): string => readFileSync(join(out, file), 'utf8');
  return { ...outcome, out, read, result: JSON.parse(read('result.json')) as RunResult };
}

describe('a shipper of the log of a real kube-apiserver', () => {
  test('an OpenTelemetry collector brings every event across rotation and a restart, and its lag is known', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    if (noOtelcol !== null) context.skip(noOtelcol);
    const restarts = [{ at: '2s', for: '1s' }];
    const { result, read, out } = await measure({ command: otelcolCommand('file'), output: 'shipped.json', restarts });
    const [trial] = result.trials;
    expect(trial?.shipper).toMatchObject({ restarts: 1, lost: 0, withoutEvents: 0, truncations: 0, lostSample: [] });
    expect(trial?.shipper?.logged).toBeGreaterThanOrEqual(2400);
    expect(trial?.shipper?.shipped).toBe(trial?.shipper?.logged);
    expect(trial?.log?.rotations).toBeGreaterThan(0);
    // It was away for a second, so an event waited for about as long.
    expect(trial?.shipper?.lagMs?.max).toBeGreaterThan(500);
    for (const text of [read('summary.md'), read('report.html')]) expect(text).toContain('Log shipper');
    expect((await runCli(['report', out, '--reanalyse'])).exitCode).toBe(0);
    expect((JSON.parse(read('result.json')) as RunResult).trials[0]?.shipper).toEqual(trial?.shipper);
  });

  test('one that POSTs is received; one that loses is found, with the events, and misses the objective', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    if (noOtelcol !== null) context.skip(noOtelcol);
    const posting = await measure({ command: otelcolCommand('webhook'), output: 'webhook' });
    expect(posting.result.trials[0]?.shipper).toMatchObject({ lost: 0, duplicated: 0, withoutEvents: 0 });
    // Every fifth line is dropped on the way.
    const command = ['sh', '-c', `tail -n +1 -F "{log}" | awk 'NR % 5 { print; fflush() }' > "{output}"`];
    const losing = await measure({ command, output: 'shipped.log', patience: '1s' });
    const shipper = losing.result.trials[0]?.shipper;
    expect(shipper?.lost).toBeGreaterThanOrEqual(480);
    expect(shipper?.lostSample).toHaveLength(10);
    expect(losing.exitCode).not.toBe(0);
    expect(losing.stdout).toMatch(/the shipper lost [\d,]+ events, the first .+ \(audit ID ab-\S+, ResponseComplete\)/);
  });

  test('one that ends by itself ends the trial with its output', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    const { result, exitCode } = await measure({ command: ['sh', '-c', 'exit 7'], output: 'shipped.log' });
    expect(exitCode).not.toBe(0);
    expect(result.trials[0]?.error).toMatch(/^the shipper ended by itself \(status 7\); its output: .*shipper\.log$/);
  });
});
