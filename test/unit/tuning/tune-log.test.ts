import { describe, expect, test } from 'vitest';
import { batchDefaults, kubernetesDefaults } from '../../../src/core/kubernetes-defaults.ts';
import type { CurrentSettings } from '../../../src/core/scenario.ts';
import { tuningStrategy } from '../../../src/tuning/tuning-strategy.ts';
import { followInModel, tuneSpec, tuningScenario } from '../../support/model-cluster.ts';

/** 400 events/s for 5 s, then 2,000 at once. */
const TIMES = Float64Array.from([
  ...Array.from({ length: 2000 }, (_, index) => index * 2.5),
  ...Array.from({ length: 2000 }, (_, index) => 5000 + index * 0.01),
]);
const BLOCKING: CurrentSettings = {
  label: "Kubernetes' defaults",
  settings: kubernetesDefaults('log'),
  isDefaults: true,
};

/** `writeMs`: how long the disk takes for an event; 0: it takes whatever comes. */
function follow(writeMs: number, current = BLOCKING) {
  const { settings } = current;
  const calibration = settings.mode === 'batch' ? settings : batchDefaults('log');
  const scenario = { ...tuningScenario(tuneSpec({ calibration }), current), backend: 'log' as const };
  return followInModel(tuningStrategy(scenario, false), TIMES, (evidence) => evidence, writeMs);
}

const inUse = (changes: object): CurrentSettings => ({
  label: 'The current flags',
  isDefaults: false,
  settings: { ...batchDefaults('log'), ...changes },
});

describe("the log's batch mode", () => {
  test('from mode blocking one flag changes, and that mode is measured beside the answer', () => {
    const { history, recommendation } = follow(0);
    expect(
      history.map(({ result: { role, load, settings } }) => [role, load.multiple, settings.mode].join(' ')),
    ).toEqual([
      'calibration 1 batch',
      'verify 1.5 batch',
      'verify 1.5 batch',
      'verify 1.5 batch',
      'tighter 1.5 batch',
      'defaults 1.5 blocking',
    ]);
    expect(recommendation).toMatchObject({
      verified: true,
      kept: false,
      changes: [{ flag: 'audit-log-mode', from: 'blocking', to: 'batch' }],
      docsRule: null,
      flags: { 'audit-log-mode': 'batch', 'audit-log-batch-throttle-enable': 'false' },
      costs: { deadReceiverBytes: 0, giveUpAfterMs: null },
    });
    const text = recommendation.sentences.join('\n');
    expect(text).toContain('Change 1 flag: --audit-log-mode=batch (now blocking).');
    expect(text).toContain('How many events/s the disk takes at the most is not known');
    expect(text).not.toMatch(/receiver|up to \d+ times/);
    expect(text).toContain('throttle-qps none →');
  });

  test('values in batch mode that hold are kept, with nothing beside them', () => {
    const { history, recommendation } = follow(0, inUse({}));
    expect(recommendation).toMatchObject({ verified: true, kept: true, changes: [] });
    expect(recommendation.sentences[0]).toMatch(/^Keep what you have\. Proved/);
    expect(history.some(({ result }) => result.settings.mode === 'blocking')).toBe(false);
  });

  test('a throttle that was copied from a webhook loses, and the answer takes it away or lets enough through', () => {
    const current = inUse({ bufferSize: 1000, throttleEnabled: true, throttleQps: 10, throttleBurst: 15 });
    const { recommendation } = follow(0, current);
    expect(recommendation).toMatchObject({ verified: true, kept: false, current: { holds: false } });
    expect(recommendation.current?.measuredLossRatio).toBeGreaterThan(0.5);
    // A batch that may grow never waits for nothing, or the collector would spin.
    const { maxBatchSize, maxBatchWait } = recommendation.settings ?? expect.unreachable();
    expect(maxBatchSize === 1 || maxBatchWait !== '0s').toBe(true);
  });

  test('a disk that is slower than a burst is met by a proof that loses, and gets the buffer that it needs', () => {
    const { history, recommendation } = follow(0.5, inUse({ bufferSize: 1000 }));
    expect(history.find(({ result }) => result.role === 'calibration')?.result.lossRatio).toBeGreaterThan(0);
    expect(recommendation).toMatchObject({ verified: true, kept: false });
    // 1.5 times 2,000 at once and what came before them, at 2,000 events/s.
    expect(recommendation.settings?.bufferSize).toBeGreaterThanOrEqual(3000);
    expect(recommendation.sentences.join('\n')).toContain('The log of an API server takes 2,000 events/s');
  });

  test('a disk that is slower than the load has no answer, and what it took is said', () => {
    const { recommendation } = follow(2, inUse({ bufferSize: 1000 }));
    expect(recommendation).toMatchObject({ verified: false, settings: null });
    expect(recommendation.sentences.join('\n')).toContain(
      'The log took 500 events/s at the most: no flag makes a disk faster.',
    );
  });
});
