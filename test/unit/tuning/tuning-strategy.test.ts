import { describe, expect, test } from 'vitest';
import type { TrialEvidence } from '../../../src/tuning/strategy.ts';
import { tuningStrategy } from '../../../src/tuning/tuning-strategy.ts';
import { DEFAULTS, followInModel, SMALL, tuneSpec, tuningScenario } from '../../support/model-cluster.ts';

const DOUBT = { name: 'send-lag', sentence: 'requests left late: p99 12 ms (above 10 ms)' };
/** 400 events/s for 5 s, then 2,000 at once. */
const TIMES = Float64Array.from([
  ...Array.from({ length: 2000 }, (_, index) => index * 2.5),
  ...Array.from({ length: 2000 }, (_, index) => 5000 + index * 0.01),
]);

const follow = (tune = tuneSpec(), alter?: (evidence: TrialEvidence) => TrialEvidence, current = SMALL) =>
  followInModel(tuningStrategy(tuningScenario(tune, current), false), TIMES, alter);
const roles = (history: readonly TrialEvidence[]): readonly string[] =>
  history.map(({ result: { role, load } }) =>
    [role, load.multiple, ...load.receiver.windows.map(({ forMs }) => `away ${forMs} ms`)].join(' '),
  );

describe('the way to a recommendation', () => {
  test('calibrates, verifies at 1 and three times at headroom, shows the edge, measures the current settings', () => {
    const { history, recommendation } = follow();
    expect(roles(history)).toEqual([
      'calibration 1',
      'verify 1',
      'verify 1.5',
      'verify 1.5',
      'verify 1.5',
      'tighter 1.5',
      'current 1.5',
    ]);
    expect(recommendation).toMatchObject({ verified: true, kept: false });
    expect(recommendation.current?.measuredLossRatio).toBeGreaterThan(0.3);
    expect(recommendation.verifiedBy).toEqual(history.slice(1, 5).map(({ result }) => result.id));
    expect(recommendation.tighterThan?.lossRatio).toBeGreaterThan(0);
    expect(recommendation.uncertainty).toMatchObject({ runs: 3, losses: 0 });
    expect(recommendation.uncertainty?.lossProbabilityUpper95).toBeCloseTo(1 - 0.05 ** (1 / 3), 12);
    expect(recommendation.effort).toMatchObject({ pairsMeasured: 5, trialsMeasured: 7 });
  });

  test('settings that hold are kept: the calibration proves them at 1, and nothing else is compared', () => {
    const { history, recommendation } = follow(tuneSpec(), undefined, DEFAULTS);
    expect(roles(history)).toEqual(['calibration 1', 'verify 1.5', 'verify 1.5', 'verify 1.5', 'tighter 1.5']);
    expect(recommendation).toMatchObject({ verified: true, kept: true, changes: [] });
    expect(recommendation.verifiedBy).toEqual(history.slice(0, 4).map(({ result }) => result.id));
    expect(recommendation.sentences[0]).toBe(
      "Kubernetes' defaults are enough: set none of these flags. Nothing is lost up to 5.02 times this load. Proved on this cluster: nothing was lost at this load and at 1.5 times it.",
    );
    expect(recommendation.tighterThan?.lossRatio).toBeGreaterThan(0);
  });

  test('the curve has a line for each of the settings and a point for each trusted trial', () => {
    const { history, recommendation } = follow();
    const { multiples, lines, measured } = recommendation.curve ?? expect.unreachable();
    expect(lines.map(({ name }) => name)).toEqual(['current', 'recommended', 'defaults', 'docsRule']);
    for (const { lossRatios } of lines) expect(lossRatios).toHaveLength(multiples.length);
    expect(multiples).toEqual([...multiples].sort((a, b) => a - b));
    expect(multiples.at(-1)).toBeGreaterThan(recommendation.firstLossAtLoadMultiple ?? 0);
    expect(measured.map(({ trialId }) => trialId)).toEqual(history.map(({ result }) => result.id));
    const current = lines[0]?.lossRatios[multiples.indexOf(1.5)] ?? 0;
    expect(current).toBeGreaterThanOrEqual(recommendation.current?.measuredLossRatio ?? 1);
    expect(lines[1]?.lossRatios[multiples.indexOf(1.5)]).toBe(0);
  });

  test('verifies as often as the scenario says', () => {
    expect(roles(follow(tuneSpec({ repeat: 1 })).history)).toEqual([
      'calibration 1',
      'verify 1',
      'verify 1.5',
      'tighter 1.5',
      'current 1.5',
    ]);
  });

  test('an outage to survive is played through at headroom', () => {
    const { history, recommendation } = follow(tuneSpec({ repeat: 1, surviveReceiverOutageMs: 20_000 }));
    expect(roles(history)).toEqual([
      'calibration 1',
      'verify 1',
      'verify 1.5',
      'verify 1.5 away 20000 ms',
      'tighter 1.5',
      'current 1.5',
    ]);
    expect(recommendation.verifiedBy).toEqual(history.slice(1, 4).map(({ result }) => result.id));
  });

  test('proved on a stand-in only, the first line says so', () => {
    const emulated = followInModel(tuningStrategy(tuningScenario(tuneSpec(), SMALL), true), TIMES).recommendation;
    expect(emulated.verified).toBe(true);
    expect(emulated.sentences[0]).toMatch(
      /^EMULATED, so not proved on a real kube-apiserver: Change \d flags: --audit-webhook-batch-.* Proved on the stand-in: /,
    );
    expect(emulated.caveats[0]).toBe(
      'Emulated: prove the flags on a real kube-apiserver before you use them (--cluster clusters/local.yaml or kind.yaml).',
    );
  });

  test('measures a trial in doubt again, and gives up after three', () => {
    let doubts = 1;
    const doubtOnce = (evidence: TrialEvidence): TrialEvidence => {
      if (evidence.result.role !== 'verify' || doubts === 0) return evidence;
      doubts -= 1;
      return { ...evidence, result: { ...evidence.result, trusted: false, doubts: [DOUBT] } };
    };
    const once = follow(tuneSpec(), doubtOnce);
    expect(roles(once.history).slice(0, 3)).toEqual(['calibration 1', 'verify 1', 'verify 1']);
    expect(once.recommendation.verified).toBe(true);
    expect(once.recommendation.caveats).toContain('Some trials were in doubt and measured again.');
    doubts = 99;
    const always = follow(tuneSpec(), doubtOnce);
    expect(always.recommendation.verified).toBe(false);
    expect(always.recommendation.sentences[0]).toMatch(
      /^No verified recommendation: nothing was lost, but the proof is not complete \(doubts, or too few trials\)\. The best answer by the model: Change \d flags: /,
    );
  });

  test('tighter settings that lost though their requests left late have shown the edge all the same', () => {
    const late = (name: string) => (evidence: TrialEvidence) =>
      evidence.result.role === 'tighter'
        ? { ...evidence, result: { ...evidence.result, trusted: false, doubts: [{ ...DOUBT, name }] } }
        : evidence;
    const shown = follow(tuneSpec({ repeat: 1 }), late('send-lag'));
    expect(shown.recommendation.verified).toBe(true);
    expect(shown.recommendation.tighterThan?.lossRatio).toBeGreaterThan(0);
    expect(follow(tuneSpec({ repeat: 1 }), late('unexplained')).recommendation.verified).toBe(false);
  });

  test('without a trusted calibration nothing is recommended, and why is said', () => {
    const { recommendation, history } = follow(tuneSpec(), (evidence) => ({
      ...evidence,
      result: { ...evidence.result, trusted: false, doubts: [DOUBT] },
    }));
    expect(history).toHaveLength(3);
    expect(recommendation).toMatchObject({ settings: null, verified: false });
    expect(recommendation.sentences).toEqual([
      'No verified recommendation: the load could not be measured.',
      DOUBT.sentence,
      DOUBT.sentence,
      DOUBT.sentence,
    ]);
  });

  test('a verifying trial that loses is fed back, and larger settings are proved instead', () => {
    let lost = 0;
    const { recommendation, history } = follow(tuneSpec(), (evidence) => {
      if (evidence.result.role !== 'verify' || lost > 0) return evidence;
      lost += 1;
      // The cluster had a third more events than the calibration saw.
      const arrivals = (evidence.arrivals ?? []).map((record) => ({
        ...record,
        timesMs: Float64Array.from([
          ...record.timesMs,
          ...Array.from({ length: 3000 }, (_, at) => 5001 + at * 0.01),
        ]).sort(),
      }));
      return { ...evidence, arrivals, result: { ...evidence.result, lossRatio: 0.1 } };
    });
    const tried = history
      .filter(({ result }) => result.role === 'verify')
      .map(({ result }) => JSON.stringify(result.settings));
    expect(recommendation.verified).toBe(true);
    expect(JSON.stringify(recommendation.settings)).not.toBe(tried[0]);
    expect(tried.filter((settings) => settings === tried[0])).toHaveLength(1);
    expect(recommendation.effort?.pairsMeasured).toBeLessThanOrEqual(9);
  });

  test('a cluster that keeps on losing ends it after nine pairs of settings and load, with the evidence', () => {
    const { recommendation, history } = follow(tuneSpec({ maxTrials: 100 }), (evidence) =>
      evidence.result.role === 'verify' ? { ...evidence, result: { ...evidence.result, lossRatio: 0.1 } } : evidence,
    );
    expect(
      new Set(history.map(({ result }) => `${JSON.stringify(result.settings)} ${result.load.multiple}`)).size,
    ).toBe(9);
    expect(recommendation).toMatchObject({ verified: false, effort: { pairsMeasured: 9 } });
    expect(recommendation.sentences[0]).toMatch(/^No verified recommendation: /);
  });

  test('ends with the evidence when maxTrials is spent', () => {
    const { recommendation, history } = follow(tuneSpec({ maxTrials: 3 }));
    expect(history).toHaveLength(3);
    expect(recommendation.verified).toBe(false);
  });

  test('limits that nothing fits are named with the two numbers that clash', () => {
    const limits = { ...tuneSpec().limits, bodyBytes: 100 };
    const { recommendation } = follow(tuneSpec({ limits }));
    expect(recommendation.settings).toBeNull();
    expect(recommendation.sentences.slice(0, 3)).toEqual([
      'No verified recommendation: no settings hold 1.5 times the load within the limits.',
      'No settings keep the limits, whatever the load.',
      'An event of 900 B exceeds the limit of 19 B even alone in its batch: only truncation helps (audit-webhook-truncate-enabled).',
    ]);
    expect(recommendation.current?.breaks).toEqual([{ limit: 'bodyBytes', max: 100, actual: 90_180 }]);
  });

  test('a space whose ceilings are below the load says so', () => {
    const space = { maxBatchSize: [10], throttleQps: [2], throttleBurst: [1], maxBatchWaitMs: [1000] };
    const [, reached, slow] = follow(tuneSpec({ space })).recommendation.sentences;
    expect(reached).toBe('The most that any settings within the limits hold is 0.628 times the load.');
    // The current values are always searched as well.
    expect(slow).toMatch(
      /^tune\.space: 8 combinations let through less than the 1,195 events\/s of the load with headroom; the largest ceiling \(maxBatchSize × throttleQps\) of any is 500 events\/s$/,
    );
  });
});
