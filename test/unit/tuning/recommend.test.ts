import { describe, expect, test } from 'vitest';
import type { TuneSpec } from '../../../src/core/scenario.ts';
import type { TrialEvidence } from '../../../src/tuning/strategy.ts';
import { tuningStrategy } from '../../../src/tuning/tuning-strategy.ts';
import { followInModel, SMALL, tuneSpec, tuningScenario } from '../../support/model-cluster.ts';

/** 400 events/s for 5 s, then 2,000 at once. */
const TIMES = Float64Array.from([
  ...Array.from({ length: 2000 }, (_, index) => index * 2.5),
  ...Array.from({ length: 2000 }, (_, index) => 5000 + index * 0.01),
]);
const recommended = (
  changes: Partial<TuneSpec> = {},
  alter?: (evidence: TrialEvidence) => TrialEvidence,
  current = SMALL,
) => followInModel(tuningStrategy(tuningScenario(tuneSpec(changes), current), false), TIMES, alter).recommendation;

describe('a recommendation explains itself', () => {
  test('how long the peak could last, when the backlog is gone, and what a dead receiver costs at full throttle', () => {
    const { sentences, costs, settings } = recommended();
    expect(sentences.join('\n')).toMatch(
      /The busiest second \([\d,]+ events at an API server\) could last [\d.]+ s until the first loss; the load leaves no backlog\./,
    );
    const ceiling = (settings?.maxBatchSize ?? 0) * (settings?.throttleQps ?? 0);
    // C · 247.5 s · (2,300 B + JSON bytes): 5 POSTs of 30 s and 8.125 · 10 s · 1.2 between them.
    expect((costs?.deadReceiverBytes ?? 0) / (ceiling * 247.5)).toBeGreaterThan(2500);
    expect(costs?.deadReceiverAtLoadBytes).toBeLessThanOrEqual(costs?.deadReceiverBytes ?? 0);
  });

  test('an outage that the default backoff bridges changes nothing', () => {
    const { settings, sentences } = recommended({ surviveReceiverOutageMs: 30_000 });
    expect(settings?.initialBackoff).toBe('10s');
    expect(sentences).toContain(
      'A receiver that is away for 30 s loses nothing: with an initial backoff of 10 s a batch is tried for at least 81 s. Played through at 1.5 times the load: 0 % lost.',
    );
  });

  test('a backoff too short for the outage is raised', () => {
    const current = { ...SMALL, settings: { ...SMALL.settings, initialBackoffMs: 200 } };
    const outage = { surviveReceiverOutageMs: 30_000 };
    const { settings, flags, sentences, current: judged } = recommended(outage, undefined, current);
    expect(judged?.breaks).toEqual([{ limit: 'receiverOutage', max: 30_000, actual: 1625 }]);
    // 30 s / 8.125 = 3.7 s.
    expect(settings?.initialBackoff).toBe('4s');
    expect(flags['audit-webhook-initial-backoff']).toBe('4s');
    expect(sentences).toContain(
      'A receiver that is away for 30 s loses nothing: with an initial backoff of 4 s (raised from 200 ms for this) a batch is tried for at least 32 s. Played through at 1.5 times the load: 0 % lost.',
    );
  });

  test('an outage that loses batches when it is played through proves nothing', () => {
    const { verified, sentences, caveats } = recommended(
      { surviveReceiverOutageMs: 30_000 },
      ({ result, ...rest }) => ({
        ...rest,
        result:
          result.load.receiver.windows.length === 0
            ? result
            : { ...result, lossRatio: 0.2, events: { ...result.events, dropped: 0 } },
      }),
    );
    expect(verified).toBe(false);
    expect(sentences[0]).toMatch(
      /^No verified recommendation: 1 of its trials lost events\. The best answer by the model: Change \d flags: /,
    );
    expect(caveats.some((caveat) => caveat.includes('arithmetic'))).toBe(false);
  });

  test('a repeat that left less than half of the margin free is named', () => {
    const close = recommended({}, ({ result, ...rest }) => ({
      ...rest,
      result: { ...result, predicted: result.predicted === null ? null : { ...result.predicted, minFreeBuffer: 10 } },
    }));
    expect(close.verified).toBe(true);
    expect(close.caveats.find((caveat) => caveat.startsWith('Close to the edge'))).toMatch(
      /^Close to the edge: in one run the buffer had room for only 10 more events, less than half of the margin of [\d,]+; more headroom is worth its memory\.$/,
    );
  });

  test('blocking is an alternative with its costs where the scenario allows it', () => {
    const { alternatives, sentences } = recommended({ allowBlocking: true });
    const blocking = alternatives.find(({ settings }) => settings.mode === 'blocking');
    expect(blocking?.settings).toEqual({ mode: 'blocking', initialBackoff: '10s' });
    expect(blocking?.costs).toMatchObject({ bufferBytes: 0, receiverRequestsPerSecond: expect.any(Number) });
    expect(sentences.at(-2)).toMatch(
      /^Mode blocking needs no buffer and loses nothing while the receiver answers, but sends it [\d,]+ requests\/s /,
    );
    expect(recommended().alternatives.some(({ settings }) => settings.mode === 'blocking')).toBe(false);
  });

  test('limits that rule blocking out are named with both numbers', () => {
    const limits = { ...tuneSpec().limits, receiverRequestsPerSecond: 20 };
    const { alternatives, sentences } = recommended({ allowBlocking: true, limits });
    expect(alternatives.some(({ settings }) => settings.mode === 'blocking')).toBe(false);
    expect(sentences.at(-1)).toMatch(
      /^Mode blocking is out: up to [\d,]+ requests\/s .* against an allowed 20 \(tune\.limits\.receiverRequestsPerSecond\)\.$/,
    );
  });

  test('API servers with unequal shares get buffers for their own arrivals', () => {
    const space = { maxBatchSize: [100], throttleQps: [15], throttleBurst: [1], maxBatchWaitMs: [1000] };
    const skewed = recommended({ space }, (evidence) => {
      const [record] = evidence.arrivals ?? [];
      if (record === undefined) return evidence;
      const tenth = record.timesMs.filter((_, index) => index % 10 === 0);
      const second = { ...record, instance: 'apiserver-2', timesMs: tenth, sizesBytes: new Float64Array(tenth.length) };
      return { ...evidence, arrivals: [record, second] };
    });
    expect(skewed.perInstance.map(({ name }) => name)).toEqual(['apiserver-1', 'apiserver-2']);
    const [large, small] = skewed.perInstance.map(({ settings }) => settings.bufferSize ?? 0);
    expect(large).toBe(skewed.settings?.bufferSize);
    expect(small).toBeLessThan(large ?? 0);
    expect(skewed.caveats).toContain(
      'The settings for each API server are from the model; proved were the common ones on all of them.',
    );
  });
});
