import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';

/** Nobody else is audited: what an API server audits while it boots would stand before the load in the buffer. */
const POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - { level: Metadata, users: [audit-bench] }
`;
/** 40 events a second leave each API server and twice as many come: one that is restarted early has little to empty. */
const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: restarts
policy: policy.yaml
load:
  requests: [{ verb: get, resource: configmaps }]
  phases: [{ rate: 160/s, duration: 7s }]
apiserver:
  faults:
    - { kind: restart, instance: 2, at: 1s }
    - { kind: kill, instance: 1, at: 4s }
variants: [{ bufferSize: 5000, maxBatchSize: 20, maxBatchWait: 1s, throttleQps: 2, throttleBurst: 1 }]
objectives: { lossRatio: 1 }
`;
const CLUSTER = 'apiVersion: audit-bench/v1\nkind: Cluster\nname: two\nprovider: local\napiservers: 2\n';

describe('two real kube-apiservers', () => {
  // A machine that stalls gives a trial in doubt, not a wrong number.
  test('one killed and one restarted in the middle of a load: every event is explained, and nothing is in doubt', {
    retry: 2,
  }, async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    const dir = tempDir();
    writeFileSync(join(dir, 'policy.yaml'), POLICY);
    writeFileSync(join(dir, 's.yaml'), SCENARIO);
    writeFileSync(join(dir, 'c.yaml'), CLUSTER);
    const out = join(dir, 'run');
    const { exitCode, stdout, stderr } = await runCli([
      'run',
      join(dir, 's.yaml'),
      '--cluster',
      join(dir, 'c.yaml'),
      '--out',
      out,
    ]);
    expect(exitCode, stdout + stderr).toBe(0);
    const trial = (JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult).trials.at(-1);
    expect(trial?.doubts).toEqual([]);
    const [stopped, killed] = trial?.restarts ?? [];
    expect(killed).toMatchObject({ instance: 'apiserver-1', kind: 'kill', ended: 'killed' });
    expect(stopped).toMatchObject({ instance: 'apiserver-2', kind: 'restart', ended: 'by itself', held: 0 });
    const { generated, dropped, discarded, failed, delivered, inFlight, lostAtRestart, unexplained } =
      trial?.events ?? {};
    expect({ inFlight, unexplained }).toEqual({ inFlight: 0, unexplained: 0 });
    expect(lostAtRestart).toBeGreaterThan(0);
    expect(Math.abs((lostAtRestart ?? 0) - (killed?.held ?? 0))).toBeLessThanOrEqual(20);
    expect(
      [dropped, discarded, failed, delivered, lostAtRestart].reduce<number>((sum, part) => sum + (part ?? 0), 0),
    ).toBe(generated);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /apiserver-1 was killed after [\d.]+ s \(by the model it held [\d,]+\).*events were lost with them/,
    );
  });
});
