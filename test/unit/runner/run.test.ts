import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyseTrialDir } from '../../../src/runner/analyse-dir.ts';
import type { FakeApiserver } from '../../support/fake-apiserver.ts';
import { burstScenario, type FakeRun, fakeRun } from '../../support/fake-run.ts';

/** A burst of 1,000 at once: 600 fit in buffer, batch and bucket of the small one. */
const SMALL = 'name: small, bufferSize: 100, maxBatchSize: 100, maxBatchWait: 1s, throttleQps: 10, throttleBurst: 4';
const LARGE = 'name: large, bufferSize: 2000, maxBatchSize: 100, maxBatchWait: 1s, throttleQps: 10, throttleBurst: 4';
const variants = (...list: string[]): string => `variants:\n${list.map((each) => `  - { ${each} }\n`).join('')}`;

/** A run in which something becomes of the API server as soon as the cluster has started. */
function runWhere(becomes: (apiserver: FakeApiserver) => void): FakeRun {
  const fake = fakeRun({
    change: (drivers) => ({
      ...drivers,
      provider: {
        ...drivers.provider,
        async start(...args) {
          const cluster = await drivers.provider.start(...args);
          becomes(fake.apiserver);
          return cluster;
        },
      },
    }),
  });
  return fake;
}

describe('a run to its end', () => {
  test('0: a variant meets the objectives, another loses to the event what does not fit', async () => {
    const fake = fakeRun();
    const result = await fake.run(await burstScenario(variants(SMALL, LARGE)));
    expect(result.verdict).toEqual({
      exitCode: 0,
      sentence: '"large" meets every objective; "small" does not.',
    });
    const [small, large] = result.trials;
    expect(small?.events).toMatchObject({ generated: 1000, dropped: 400, delivered: 600, unexplained: 0, inFlight: 0 });
    expect(small?.predicted?.dropped).toBe(400);
    expect(small?.ours).toMatchObject({ expected: 1000, missing: 400 });
    expect(large?.events).toMatchObject({ generated: 1000, dropped: 0, delivered: 1000 });
    expect(JSON.parse(readFileSync(join(fake.runDir, 'result.json'), 'utf8'))).toEqual(result);
    expect(readdirSync(join(fake.runDir, 'trials', 'small-1')).toSorted()).toEqual([
      'events.jsonl',
      'flags.json',
      'requests.jsonl',
      'samples.jsonl',
      'trial.json',
    ]);
  });

  test('without auditing nothing is generated, expected or waited for, and the next variant is audited again', async () => {
    const fake = fakeRun();
    const result = await fake.run(await burstScenario(variants('name: off, mode: off', LARGE)));
    const [off, large] = result.trials;
    expect(off?.events).toMatchObject({ generated: 0, dropped: 0, delivered: 0, unexplained: 0, inFlight: 0 });
    expect(off).toMatchObject({ ours: { expected: 0, missing: 0 }, flags: {}, predicted: null, trusted: true });
    expect(large?.events).toMatchObject({ generated: 1000, delivered: 1000 });
    expect(large?.load.policySha256).not.toBe(off?.load.policySha256);
    expect(fake.steps.filter((step) => step.startsWith('off-1')).join()).not.toContain('proving');
  });

  test('1: no variant meets them', async () => {
    const { verdict } = await fakeRun().run(await burstScenario(variants(SMALL)));
    expect(verdict).toEqual({ exitCode: 1, sentence: 'No variant meets every objective (1 judged).' });
  });

  test('1: one that must pass does not', async () => {
    const { verdict } = await fakeRun().run(await burstScenario(variants(`${SMALL}, mustPass: true`, LARGE)));
    expect(verdict).toEqual({ exitCode: 1, sentence: '"small" must pass and misses an objective.' });
  });

  test('4: no trial could be measured, with the reason', async () => {
    const noLoad = { open: () => Promise.reject(new Error('the generator did not start')) };
    const fake = fakeRun({ change: (drivers) => ({ ...drivers, load: noLoad }) });
    expect((await fake.run(await burstScenario(variants(SMALL, LARGE)))).verdict).toEqual({
      exitCode: 4,
      sentence: 'No trial could be measured: the generator did not start',
    });
  });

  test('a cluster that does not start is an error, and leaves no result', async () => {
    const fake = fakeRun();
    fake.apiserver.refusesToStart = 'the flags are refused';
    await expect(fake.run(await burstScenario(variants(SMALL)))).rejects.toThrow('the flags are refused');
    expect(readdirSync(fake.runDir)).toEqual([]);
  });

  test('a trial that fails does not end the run, and says why', async () => {
    const fake = runWhere((apiserver) => {
      apiserver.refusesToStart = 'kube-apiserver ended at start';
    });
    const { trials } = await fake.run(await burstScenario(variants(LARGE, SMALL)));
    expect(trials.map(({ id, error }) => [id, error])).toEqual([
      ['large-1', null],
      ['small-1', 'kube-apiserver ended at start'],
    ]);
    expect(fake.notes).toContain('small-1: failed: kube-apiserver ended at start');
  });

  test('an API server that ends before the first trial fails that trial with its cause, and the next goes on', async () => {
    const fake = runWhere((apiserver) => {
      apiserver.ended = new Error('apiserver-1 was ended by SIGKILL');
    });
    const { trials } = await fake.run(await burstScenario(variants(SMALL, LARGE)));
    expect(trials.map(({ id, error }) => [id, error])).toEqual([
      ['small-1', 'apiserver-1 was ended by SIGKILL'],
      ['large-1', null],
    ]);
  });

  test('5: the metrics went away, so nothing is known of what was dropped', async () => {
    const { verdict, trials } = await fakeRun({ faults: { scrapesUntil: 2 } }).run(
      await burstScenario(variants(LARGE)),
    );
    expect(trials[0]?.events.dropped).toBeNull();
    expect(trials[0]?.doubts.map(({ name }) => name)).toEqual(['no-reading']);
    expect(verdict?.exitCode).toBe(5);
  });

  test('5: a clock that is set while the load runs is a doubt of every trial, not an odd number', async () => {
    const fake = fakeRun({ onStep: (step) => void (step === 'large-1: settling' && fake.clock.stepWall(-3_600_000)) });
    const { verdict, trials } = await fake.run(await burstScenario(variants(LARGE)));
    expect(trials[0]?.doubts.map(({ name }) => name)).toEqual(['clock-step']);
    expect(verdict?.exitCode).toBe(5);
  });

  test('a log that nobody here can read is refused before the cluster starts', async () => {
    const fake = fakeRun({
      change: (drivers) => ({
        ...drivers,
        provider: { ...drivers.provider, capabilities: { ...drivers.provider.capabilities, logFolders: 'none' } },
      }),
    });
    const scenario = { ...(await burstScenario(variants(LARGE))), backend: 'log' as const };
    await expect(fake.run(scenario)).rejects.toThrow('backend: the audit logs of fake cannot be read from here');
    expect(readdirSync(fake.runDir)).toEqual([]);
  });

  test('a receiver that refuses everything loses every batch, and the drain ends by its time', async () => {
    const scenario = await burstScenario(
      variants(`${LARGE}, initialBackoff: 100ms`),
      'receiver: { fault: { kind: status, status: 503 } }',
    );
    const { trials } = await fakeRun().run(scenario);
    expect(trials[0]?.events).toMatchObject({ generated: 1000, failed: 1000, delivered: 0, unexplained: 0 });
    expect(trials[0]?.lossRatio).toBe(1);
  });
});

describe('what is kept of the records', () => {
  const kept = async (raw: 'full' | 'compact' | 'until-analysed') => {
    const fake = fakeRun();
    const result = await fake.run({ ...(await burstScenario(variants(SMALL))), raw });
    const dir = join(fake.runDir, 'trials', 'small-1');
    return { result, dir, files: readdirSync(dir).toSorted() };
  };

  test('compact: packed, and analysed again to the same result', async () => {
    const { result, dir, files } = await kept('compact');
    expect(files.filter((file) => file.startsWith('requests'))).toEqual([
      expect.stringMatching(/^requests\.jsonl\.(gz|zst)$/),
    ]);
    const { result: again } = await analyseTrialDir(dir);
    expect(again).toEqual(JSON.parse(JSON.stringify(result.trials[0])));
  });

  test('until-analysed: nothing, and the account is the same', async () => {
    const { result, files } = await kept('until-analysed');
    expect(files).toEqual(['flags.json', 'trial.json']);
    expect(result.trials[0]?.events).toEqual((await kept('full')).result.trials[0]?.events);
  });
});

describe('a run that is stopped', () => {
  test('130: keeps the trials that it has, and the next go measures only the rest', async () => {
    const scenario = await burstScenario(variants(SMALL, LARGE));
    const stopped = fakeRun({
      onStep(step, stop) {
        if (step === 'large-1: settling') stop();
      },
    });
    const interrupted = await stopped.run(scenario);
    expect(interrupted).toMatchObject({ status: 'interrupted', verdict: { exitCode: 130 } });
    expect(interrupted.trials.map(({ id }) => id)).toEqual(['small-1']);

    const resumed = fakeRun({ runDir: stopped.runDir });
    const result = await resumed.run(scenario, interrupted.trials);
    expect(resumed.notes).toEqual(['small-1: kept from the interrupted run']);
    expect(resumed.steps.filter((step) => step.startsWith('small-1'))).toEqual([]);
    expect(result).toMatchObject({ status: 'complete', verdict: { exitCode: 0 } });
    expect(result.trials[0]?.events).toEqual(interrupted.trials[0]?.events);
  });
});
