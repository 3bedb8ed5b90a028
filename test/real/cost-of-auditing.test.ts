import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';

test('a real kube-apiserver is measured without auditing, and with another policy after it', async (context) => {
  if (noBinaries !== null) context.skip(noBinaries);
  const dir = tempDir();
  const batch = { bufferSize: 2000, maxBatchSize: 50, maxBatchWait: '1s', throttleQps: 40, throttleBurst: 40 };
  const scenario = {
    apiVersion: 'audit-bench/v1',
    kind: 'Scenario',
    name: 'cost',
    policy: 'metadata-complete',
    load: { phases: [{ name: 'steady', rate: '50/s', duration: '2s' }] },
    variants: [
      { name: 'off', mode: 'off' },
      { name: 'both stages', policy: 'metadata', ...batch },
      { name: 'one stage', ...batch },
    ],
  };
  // JSON is YAML.
  writeFileSync(join(dir, 's.yaml'), JSON.stringify(scenario));
  const out = join(dir, 'run');
  const { stdout } = await runCli([
    'run',
    join(dir, 's.yaml'),
    '--cluster',
    resolve('clusters/local.yaml'),
    '--out',
    out,
  ]);
  const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
  const of = (name: string) => result.trials.find(({ variant, error }) => variant === name && error === null);
  expect(of('off')?.events).toMatchObject({ generated: 0, delivered: 0, dropped: 0, unexplained: 0 });
  expect(of('off')?.flags).toEqual({});
  expect(of('off')?.requests.answered).toBe(100);
  expect(of('one stage')?.ours).toMatchObject({ expected: 100, delivered: 100 });
  expect(of('both stages')?.ours).toMatchObject({ expected: 200, delivered: 200 });
  expect(stdout).toMatch(/^auditing +request p50 +request p99 +CPU a request/m);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('What auditing costs');
});
