import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../src/config/scenario.ts';
import type { TrialResult } from '../../../src/core/result.ts';
import { analyseTrialDir } from '../../../src/runner/analyse-dir.ts';
import { fakeRun } from '../../support/fake-run.ts';

/** 80 events a second for 5 s, of which 40 leave each second in batches of 4, 4 of them at once. */
async function restarted(
  faults: string,
  more = '',
): Promise<{ trial: TrialResult; again: TrialResult; notes: readonly string[] }> {
  const text = `apiVersion: audit-bench/v1
kind: Scenario
name: fake
policy: metadata-complete
load: { requests: [{ verb: get, resource: configmaps }], phases: [{ rate: 80/s, duration: 5s }] }
apiserver: { faults: [${faults}] }
variants:
  - { name: old, bufferSize: 2000, maxBatchSize: 4, maxBatchWait: 1s, throttleQps: 10, throttleBurst: 4 }
${more}`;
  const fake = fakeRun();
  const { trials } = await fake.run(await parseScenario(text, 'fake.yaml', [], async () => undefined));
  const [trial] = trials;
  if (trial === undefined) throw new Error('no trial');
  const { result: again } = await analyseTrialDir(`${fake.runDir}/trials/${trial.id}`);
  return { trial, again, notes: fake.notes };
}

function accountSum({ events }: TrialResult): number {
  const { dropped, discarded, failed, delivered, inFlight, lostAtRestart, unexplained } = events;
  return [dropped, discarded, failed, delivered, inFlight, lostAtRestart, unexplained].reduce<number>(
    (sum, part) => sum + (part ?? 0),
    0,
  );
}

describe('a planned restart', () => {
  test('what a killed API server held is lost at its restart, as the model says, and no doubt', async () => {
    const { trial, again, notes } = await restarted('{ kind: kill, at: 3s, for: 1s }');
    expect(trial.doubts).toEqual([]);
    // 240 came in 3 s; 4 batches left at once and 30 after them, the last one at the moment of the kill.
    expect(trial.events).toMatchObject({ dropped: 0, failed: 0, inFlight: 0, unexplained: 0 });
    expect(trial.events.lostAtRestart).toBe(trial.ours.missing);
    expect(trial.events.lostAtRestart).toBeGreaterThanOrEqual(100);
    expect(accountSum(trial)).toBe(trial.events.generated);
    const [restart] = trial.restarts ?? [];
    expect(restart).toMatchObject({ instance: 'apiserver-1', kind: 'kill', ended: 'killed', atMs: 3000, awayMs: 1000 });
    expect(Math.abs((restart?.held ?? 0) - (trial.events.lostAtRestart ?? 0))).toBeLessThanOrEqual(4);
    expect(restart?.skipped).toBe(80);
    expect(trial.requests).toMatchObject({ intended: 400, skipped: 80 });
    expect(trial.lossRatio).toBeCloseTo((trial.events.lostAtRestart ?? 0) / (trial.events.generated ?? 1));
    expect(notes.join()).toContain('apiserver-1 is killed, back after 1 s');
    expect(again).toEqual(trial);
  });

  test('one that is restarted empties its buffer first and loses nothing', async () => {
    const { trial } = await restarted('{ kind: restart, at: 3s }');
    expect(trial.doubts).toEqual([]);
    expect(trial.events).toMatchObject({ lostAtRestart: 0, unexplained: 0 });
    expect(trial.ours.missing).toBe(0);
    expect(accountSum(trial)).toBe(trial.events.generated);
    expect(trial.restarts?.[0]).toMatchObject({ ended: 'by itself', held: 0 });
  });

  test('two of them in one measurement', async () => {
    const { trial } = await restarted('{ kind: kill, at: 1s }, { kind: kill, at: 3s }');
    expect(trial.doubts).toEqual([]);
    expect(trial.restarts?.map(({ atMs }) => atMs)).toEqual([1000, 3000]);
    expect(trial.events.lostAtRestart).toBe(trial.ours.missing);
    expect(accountSum(trial)).toBe(trial.events.generated);
  });

  test('a rollout: the account goes over both settings, and the model plays each life with its own', async () => {
    // 80 events a second come, and the new settings hold 20 and let 8 go each second: they drop, the old ones do not.
    const tight =
      '  - { name: new, bufferSize: 20, maxBatchSize: 4, maxBatchWait: 1s, throttleQps: 2, throttleBurst: 1 }';
    const { trial, again, notes } = await restarted('{ kind: rollout, at: 2s, to: new }', tight);
    expect(trial.doubts).toEqual([]);
    expect(trial.settings.bufferSize).toBe(2000);
    expect(trial.restarts).toMatchObject([{ kind: 'restart', ended: 'by itself', held: 0, to: 'new' }]);
    expect(trial.events).toMatchObject({ lostAtRestart: 0, inFlight: 0, unexplained: 0 });
    expect(trial.events.dropped).toBeGreaterThan(50);
    expect(Math.abs((trial.predicted?.dropped ?? 0) - (trial.events.dropped ?? 0))).toBeLessThanOrEqual(8);
    expect(accountSum(trial)).toBe(trial.events.generated);
    expect(notes.join()).toContain('with the settings of new');
    expect(again).toEqual(trial);
  });

  test('what cannot be rolled out is said with its place', async () => {
    await expect(restarted('{ kind: rollout, to: odl }')).rejects.toThrow(
      'apiserver.faults[0].to: no variant is named "odl", did you mean "old"?',
    );
    await expect(restarted('{ kind: rollout, to: old }, { kind: kill }')).rejects.toThrow(
      'apiserver.faults[0]: a rollout ends every API server in turn, and nothing else can be planned beside it',
    );
    await expect(restarted('{ kind: rollout, to: old }', 'tune: {}')).rejects.toThrow('apiserver.faults[0]: a rollout');
    await expect(restarted('{ kind: rollout, to: b }', '  - { name: b, mode: blocking }')).rejects.toThrow(
      'a rollout goes from batch mode to batch mode',
    );
  });

  test('an API server that is not there', async () => {
    await expect(restarted('{ kind: kill, instance: 2 }')).rejects.toThrow(
      'apiserver.faults: instance 2 is to be ended, and fake has 1 API server',
    );
  });
});
