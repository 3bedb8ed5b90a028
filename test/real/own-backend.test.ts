import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BatchRecord } from '../../src/core/records.ts';
import type { RunResult } from '../../src/core/result.ts';
import { noBinaries } from '../support/assets.ts';
import { noBenthos, startBenthos } from '../support/benthos.ts';
import { runCli, tempDir } from '../support/cli.ts';
import { startNginx } from '../support/nginx.ts';

/** Runs two seconds of load on a real kube-apiserver; the files stand beside the scenario. */
async function measure(receiver: object, files: Readonly<Record<string, string>> = {}) {
  const dir = tempDir();
  const scenario = {
    apiVersion: 'audit-bench/v1',
    kind: 'Scenario',
    name: 'own',
    policy: 'metadata-complete',
    receiver,
    load: { phases: [{ name: 'steady', rate: '100/s', duration: '2s' }] },
    variants: [
      { name: 'a', bufferSize: 2000, maxBatchSize: 50, maxBatchWait: '1s', throttleQps: 40, throttleBurst: 40 },
    ],
  };
  // JSON is YAML.
  for (const [name, text] of Object.entries({ ...files, 's.yaml': JSON.stringify(scenario) }))
    writeFileSync(join(dir, name), text, { mode: 0o600 });
  const out = join(dir, 'run');
  const cluster = resolve('clusters/local.yaml');
  const outcome = await runCli(['run', join(dir, 's.yaml'), '--cluster', cluster, '--out', out]);
  const read = (file: string): string => readFileSync(join(out, file), 'utf8');
  return { ...outcome, read, result: JSON.parse(read('result.json')) as RunResult };
}

describe('a real kube-apiserver and a backend of the user', () => {
  test('forward: Benthos has every event that the ledger has, and no other', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    if (noBenthos !== null) context.skip(noBenthos);
    const benthos = await startBenthos();
    onTestFinished(benthos.stop);
    const { stdout, read, result } = await measure({ forward: { url: benthos.url } });
    const theirs = benthos
      .bodies()
      .flatMap((body) => (JSON.parse(body) as { items: { auditID: string; stage: string }[] }).items)
      .map(({ auditID, stage }) => `${auditID} ${stage}`);
    const recorded = read('trials/a-1/events.jsonl')
      .trimEnd()
      .split('\n')
      .flatMap((line) => (JSON.parse(line) as BatchRecord).events)
      .map(([auditId, stage]) => `${auditId} ${stage}`);
    // Events of before and after the trial came too, when nothing was recorded.
    expect(recorded.filter((event) => !theirs.includes(event))).toEqual([]);
    expect(new Set(theirs).size).toBe(theirs.length);
    const [trial] = result.trials;
    expect(trial?.ours).toMatchObject({ expected: 200, delivered: 200, missing: 0, duplicate: 0 });
    expect(trial?.receiver.own).toMatchObject({ via: 'forward', place: benthos.url, unanswered: {} });
    expect(stdout).toMatch(
      /^a-1: the backend at http:\S+ answered 200 to \d+ POSTs, in .+ \(median\) and .+ \(p99\)$/m,
    );
  });

  test('external: nginx takes the POSTs, and what arrived is nowhere told as known', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    const { backend, stop } = await startNginx('return 200;');
    onTestFinished(stop);
    const files = {
      'ca.crt': backend.caPem ?? '',
      'c.crt': backend.client?.certificatePem ?? '',
      'c.key': backend.client?.keyPem ?? '',
    };
    const { exitCode, stdout, read, result } = await measure(
      { external: { url: backend.url, caFile: 'ca.crt', certFile: 'c.crt', keyFile: 'c.key' } },
      files,
    );
    expect(exitCode).toBe(0);
    const [trial] = result.trials;
    expect(trial?.events).toMatchObject({ dropped: 0, failed: 0, delivered: null, inFlight: null, unexplained: null });
    expect(trial?.events.generated).toBeGreaterThanOrEqual(200);
    expect(trial?.ours).toEqual({ expected: 200, delivered: null, missing: null, duplicate: null, late: null });
    expect(trial).toMatchObject({ predicted: null, deliveryLagMs: null, lossRatio: 0, missingSample: [] });
    const told = `the API server POSTed to ${backend.url} directly, so what arrived there, and how late, is not known`;
    for (const text of [stdout, read('summary.md'), read('report.html')]) expect(text).toContain(told);
    expect(JSON.stringify(result)).not.toContain('PRIVATE KEY');
  });
});
