import { describe, expect, test } from 'vitest';
import { decide, type Decision } from '../../../src/tuning/decision.ts';
import type { Ask } from '../../../src/tuning/search/ask.ts';
import { judge, type Judgement } from '../../../src/tuning/search/judge.ts';
import { askWith, changesOf, demandOf, type Load } from '../../support/planned.ts';

const MIB = 2 ** 20;

const asked = (load: Load, ask: Ask = askWith()): Decision & { readonly answer: Judgement | null } => {
  const demand = demandOf(load);
  const decision = decide(ask, demand, () => false);
  const { candidate } = decision;
  return { ...decision, answer: candidate === null ? null : judge(candidate.settings, ask, demand) };
};
const changed = (load: Load, ask?: Ask) => changesOf(asked(load, ask).candidate?.settings);

describe('what an experienced operator would do, with the defaults in use', () => {
  test('steady 400/s: keep, and the ceiling is met at 10 times the load', () => {
    const { kept, answer } = asked({ perSecond: 400 });
    expect(kept).toBe(true);
    expect(answer?.firstLoss).toEqual({ multiple: 10, by: 'ceiling' });
  });

  test('5,000 at once on 100/s: keep, about 3.3 times', () => {
    const { kept, answer } = asked({ perSecond: 100, burst: 5000 });
    expect(kept).toBe(true);
    // A / 5,000 with A = 10,000 + 15 · 400 + 400.
    expect(answer?.firstLoss?.multiple).toBeCloseTo(16_400 / 5000, 0);
    expect(answer?.firstLoss?.by).toBe('as it came');
  });

  test('20,000 at once: the buffer grows, nothing else changes', () => {
    // Twice the headroom brings 60,000 at once; 6,400 leave with the throttle's burst and the collector.
    expect(changed({ perSecond: 100, burst: 20_000 })).toEqual({ bufferSize: 60_000 });
  });

  test('sustained 6,000/s: throttle-qps alone is raised', () => {
    expect(changed({ perSecond: 6000 })).toEqual({ throttleQps: 50 });
  });

  test('the same with at most 10 requests/s: batch-max-size is raised, and the first loss is at C / L and not more', () => {
    const { candidate, answer } = asked({ perSecond: 6000 }, askWith({ receiverRequestsPerSecond: 10 }));
    expect(changesOf(candidate?.settings)).toEqual({ maxBatchSize: 1000 });
    expect(answer?.firstLoss).toEqual({ multiple: Number((10_000 / 6000).toPrecision(3)), by: 'ceiling' });
  });

  test('an allowed lag of 20 s: max-wait alone', () => {
    const { current, candidate } = asked({ perSecond: 400 }, askWith({ deliveryLagMs: 20_000 }));
    expect(current.broken).toEqual([{ limit: 'deliveryLagMs', max: 20_000, actual: expect.closeTo(30_000, -2) }]);
    expect(changesOf(candidate?.settings)).toEqual({ maxBatchWaitMs: 20_000 });
  });

  test('events of 100 KiB and a body limit of 12 MiB: batches of 100, truncation on, the buffer stays', () => {
    const load = { perSecond: 50, eventBytes: 100 * 1024 };
    const changes = changed(load, askWith({ bodyBytes: 12 * MIB }, { auditsBodies: true }));
    expect(changes).toEqual({
      maxBatchSize: 100,
      truncate: { maxEventSizeBytes: 120 * 1024, maxBatchSizeBytes: 10 * MIB },
    });
  });

  test('a receiver of 5 requests/s at 400/s: throttle-qps 5, batch-max-size stays', () => {
    expect(changed({ perSecond: 400 }, askWith({ receiverRequestsPerSecond: 5 }))).toEqual({ throttleQps: 5 });
  });

  test('three API servers at 10 requests/s together: throttle-qps 3', () => {
    const ask = askWith({ receiverRequestsPerSecond: 10 }, { apiservers: 3 });
    expect(changed({ perSecond: 100 }, ask)).toEqual({ throttleQps: 3 });
  });
});

describe('what holds', () => {
  test('a buffer never gets smaller but for a named limit, and then to what the limit allows', () => {
    // 5 MiB / 3,360 B hold 1,560 events, of which the collector's batch is 400.
    const { candidate } = asked({ perSecond: 100 }, askWith({ bufferMemoryBytes: 5 * MIB }));
    expect(changesOf(candidate?.settings)).toEqual({ bufferSize: 1000 });
  });

  test('unasked, a buffer is raised to at most 256 MiB: beyond, something else must give', () => {
    // 150,000 · 3 at once would need 1.5 GB; 1.5 times of it 760 MB.
    const { candidate } = asked({ perSecond: 100, burst: 150_000, seconds: 2 });
    expect(candidate).toBeNull();
  });

  test('an allowed shutdown time raises the ceiling, the buffer stays', () => {
    // 26 batches at 10/s take 2.6 s; at 15/s 1.7 s.
    expect(changed({ perSecond: 100 }, askWith({ shutdownDrainMs: 2000 }))).toEqual({ throttleQps: 15 });
  });

  test("the throttle's burst of all API servers is held against the receiver's concurrency", () => {
    const ask = askWith({ receiverConcurrency: 22 }, { apiservers: 2 });
    expect(asked({ perSecond: 100 }, ask).current.broken).toEqual([
      { limit: 'receiverConcurrency', max: 22, actual: 30 },
    ]);
    expect(changed({ perSecond: 100 }, ask)).toEqual({ throttleBurst: 10 });
  });

  test('where bodies are audited nothing but truncation guarantees a body', () => {
    const ask = askWith({ bodyBytes: 12 * MIB }, { auditsBodies: true });
    const { current, candidate } = asked({ perSecond: 100 }, ask);
    expect(current.broken).toEqual([{ limit: 'bodyBytes', max: 12 * MIB, actual: Number.POSITIVE_INFINITY }]);
    expect(changesOf(candidate?.settings)).toEqual({
      truncate: { maxEventSizeBytes: 30 * 1024, maxBatchSizeBytes: 10 * MIB },
    });
    expect(asked({ perSecond: 100 }, askWith({ bodyBytes: 12 * MIB })).kept).toBe(true);
  });

  test('an event too large even alone: truncation cuts it, and the batch is as it was', () => {
    const load = { perSecond: 50, eventBytes: 2 * MIB };
    const changes = changed(load, askWith({ bodyBytes: MIB }, { auditsBodies: true }));
    expect(changes).toEqual({ truncate: { maxEventSizeBytes: 2 * 1024, maxBatchSizeBytes: 10 * MIB } });
  });

  test('N − 1 API servers: whether they hold is said', () => {
    const two = askWith({}, { apiservers: 2 });
    expect(judge(two.current, two, demandOf({ perSecond: 400 })).oneAway).toEqual({ multiple: 2, holds: true });
    // 1,500 · 1.5 · 2 is above the ceiling of 4,000.
    expect(judge(two.current, two, demandOf({ perSecond: 1500 })).oneAway).toEqual({ multiple: 2, holds: false });
  });

  test('a receiver slower than the client waits: nothing is recommended', () => {
    const { current, candidate } = asked({ perSecond: 100 }, askWith({}, { receiverLatencyMs: 35_000 }));
    expect(current).toMatchObject({ holds: false, lossRatioAtLoad: 1 });
    expect(candidate).toBeNull();
  });

  test('a sustained rate above the ceiling is a loss, however short the record', () => {
    const { current } = asked({ perSecond: 5000, seconds: 1 });
    expect(current.lossRatioAtLoad).toBeCloseTo(1 - 4000 / 5000, 1);
    expect(current.firstLoss).toMatchObject({ by: 'ceiling' });
  });

  test('without a throttle the settings hold any rate', () => {
    const current = { ...askWith().current, throttleEnabled: false };
    expect(asked({ perSecond: 6000, seconds: 2 }, askWith({}, { current })).kept).toBe(true);
    const limited = askWith({ receiverRequestsPerSecond: 100 }, { current });
    expect(asked({ perSecond: 6000, seconds: 2 }, limited).candidate?.settings).toMatchObject({
      throttleEnabled: true,
    });
  });
});
