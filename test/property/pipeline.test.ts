import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/core/random.ts';
import type { BatchSettings } from '../../src/core/settings.ts';
import { giveUpMs, POST_ATTEMPTS, POST_TIMEOUT_MS, RETRY_AFTER_POSTS } from '../../src/core/webhook-delivery.ts';
import { AuditBuffer } from '../../src/pipeline/audit-buffer.ts';
import { deliverBatches, type HandedOverBatch, receiverModel } from '../../src/pipeline/deliveries.ts';
import { simulate } from '../../src/pipeline/simulate.ts';
import { TokenBucket } from '../../src/pipeline/token-bucket.ts';
import { RECEIVER_PLANS } from '../support/fault-plans.ts';

const settings: fc.Arbitrary<BatchSettings> = fc.record({
  mode: fc.constant('batch' as const),
  bufferSize: fc.integer({ min: 1, max: 60 }),
  maxBatchSize: fc.integer({ min: 1, max: 20 }),
  maxBatchWaitMs: fc.integer({ min: 1, max: 500 }),
  throttleEnabled: fc.boolean(),
  throttleQps: fc.double({ min: 0.1, max: 50, noNaN: true }),
  throttleBurst: fc.integer({ min: 1, max: 5 }),
  initialBackoffMs: fc.constant(100),
  truncate: fc.constant(null),
});

/** Sorted times with bursts (many equal ones) and pauses. */
const arrivals = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 30 })), { maxLength: 40 })
  .map((steps) => {
    let atMs = 0;
    return Float64Array.from(
      steps.flatMap(([pauseMs, count]) => {
        atMs += pauseMs;
        return Array.from({ length: count }, () => atMs);
      }),
    );
  });

describe('whatever the settings and the arrivals', () => {
  test('every event is dropped, queued, held or handed over, at every instant', () => {
    fc.assert(
      fc.property(settings, arrivals, (given, timesMs) => {
        let handedOver = 0;
        let dropped = 0;
        const buffer = new AuditBuffer<number>(
          given,
          { handedOver: (batch) => void (handedOver += batch.length) },
          { startMs: 0 },
        );
        for (const [index, atMs] of timesMs.entries()) {
          if (!buffer.arrive(atMs, index)) dropped += 1;
          expect(dropped + buffer.queued + buffer.held + handedOver).toBe(index + 1);
          expect(buffer.queued).toBeLessThanOrEqual(given.bufferSize);
          expect(buffer.held).toBeLessThanOrEqual(given.maxBatchSize);
        }
        buffer.shutdown(timesMs.at(-1) ?? 0);
        expect(dropped + handedOver).toBe(timesMs.length);
      }),
    );
  });

  test('events leave in the order in which they came, in batches of at most S', () => {
    fc.assert(
      fc.property(settings, arrivals, (given, timesMs) => {
        const { batchSizes, batchTimesMs, deliveredMs } = simulate(timesMs, given);
        expect(Math.max(0, ...batchSizes)).toBeLessThanOrEqual(given.maxBatchSize);
        expect([...batchTimesMs]).toEqual([...batchTimesMs].sort((a, b) => a - b));
        const delivered = [...deliveredMs].filter((atMs) => !Number.isNaN(atMs));
        expect(delivered).toEqual([...delivered].sort((a, b) => a - b));
        for (const [index, atMs] of deliveredMs.entries())
          if (!Number.isNaN(atMs)) expect(atMs).toBeGreaterThanOrEqual(timesMs[index] ?? 0);
      }),
    );
  });

  test('every event is dropped, queued, held, in delivery, delivered or given up, at every instant until all has ended', () => {
    const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
    fc.assert(
      fc.property(settings, arrivals, RECEIVER_PLANS, fc.integer(), (given, timesMs, plan, seed) => {
        const handed: HandedOverBatch[] = [];
        const handedOver = (batch: readonly number[], handedOverMs: number): void =>
          void handed.push({ handedOverMs, events: batch.length, bytes: 700 * batch.length });
        const buffer = new AuditBuffer<number>(given, { handedOver }, { startMs: 0 });
        let dropped = 0;
        const moments = [...timesMs].map((atMs, index) => {
          if (!buffer.arrive(atMs, index)) dropped += 1;
          return { atMs, inBuffer: buffer.queued + buffer.held, dropped, batches: handed.length };
        });
        buffer.shutdown(timesMs.at(-1) ?? 0);
        const { initialBackoffMs } = given;
        const outcomes = deliverBatches(handed, {
          receiver: receiverModel(plan, seed),
          initialBackoffMs,
          random: seededRandom(seed),
        });
        expect(outcomes).toHaveLength(handed.length);
        /** Events of the first batches that were settled so by then. */
        const settled = (batches: number, atMs: number, how: 'delivered' | 'failed' | 'in flight'): number =>
          sum(
            outcomes.slice(0, batches).map(({ settledMs, delivered }, index) => {
              const is = settledMs > atMs ? 'in flight' : delivered ? 'delivered' : 'failed';
              return is === how ? (handed[index]?.events ?? 0) : 0;
            }),
          );
        for (const [index, { atMs, inBuffer, dropped: lost, batches }] of moments.entries()) {
          const onTheWay = (['delivered', 'failed', 'in flight'] as const).map((how) => settled(batches, atMs, how));
          expect(sum([lost, inBuffer, ...onTheWay])).toBe(index + 1);
        }
        const endMs = Math.max(0, ...outcomes.map(({ settledMs }) => settledMs));
        expect(settled(handed.length, endMs, 'in flight')).toBe(0);
        expect(dropped + settled(handed.length, endMs, 'delivered') + settled(handed.length, endMs, 'failed')).toBe(
          timesMs.length,
        );
        for (const { posts } of outcomes) expect(posts).toBeLessThanOrEqual(POST_ATTEMPTS * (RETRY_AFTER_POSTS + 1));
        const longestMs = giveUpMs(initialBackoffMs).hanging.max;
        for (const [index, { settledMs, posts, delivered }] of outcomes.entries()) {
          const tookMs = settledMs - (handed[index]?.handedOverMs ?? 0);
          if (!delivered) expect(posts).toBeGreaterThanOrEqual(POST_ATTEMPTS);
          const retryAfterMs = posts * (3000 + POST_TIMEOUT_MS);
          expect(tookMs).toBeLessThanOrEqual(longestMs + retryAfterMs);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a process that ends: what it had neither delivered nor given up nor dropped it held; with time enough nothing', () => {
    fc.assert(
      fc.property(
        settings,
        arrivals,
        fc.nat(),
        fc.constantFrom(0, 1000, Number.POSITIVE_INFINITY),
        RECEIVER_PLANS,
        (given, timesMs, after, graceMs, plan) => {
          const ends = { atMs: (timesMs.at(-1) ?? 0) + (after % 2000), graceMs };
          const receiver = receiverModel(plan, 1);
          const { dropped, failed, held, deliveredMs } = simulate(timesMs, given, { receiver, ends });
          const delivered = deliveredMs.filter((atMs) => !Number.isNaN(atMs));
          expect(dropped + failed + held + delivered.length).toBe(timesMs.length);
          expect(delivered.every((atMs) => atMs <= ends.atMs + graceMs)).toBe(true);
          if (graceMs === Number.POSITIVE_INFINITY) expect(held).toBe(0);
        },
      ),
    );
  });

  test('what the webhook gives up is not dropped, and what is dropped is not given up', () => {
    fc.assert(
      fc.property(settings, arrivals, (given, timesMs) => {
        const what = { kind: 'status', status: 500, retryAfterSeconds: null } as const;
        const refusing = { latencyMs: 5, windows: [{ fromMs: 0, forMs: null, share: 1, what }] };
        const healthy = simulate(timesMs, given);
        const dead = simulate(timesMs, given, { receiver: receiverModel(refusing, 1) });
        expect(dead.dropped).toBe(healthy.dropped);
        expect(dead.failed).toBe(timesMs.length - healthy.dropped);
        expect([...dead.deliveredMs].every(Number.isNaN)).toBe(true);
      }),
    );
  });

  test('a larger buffer never loses more', () => {
    fc.assert(
      fc.property(settings, arrivals, fc.integer({ min: 1, max: 50 }), (given, timesMs, more) => {
        const small = simulate(timesMs, given).dropped;
        const large = simulate(timesMs, { ...given, bufferSize: given.bufferSize + more }).dropped;
        expect(large).toBeLessThanOrEqual(small);
      }),
    );
  });

  test('hand-overs never exceed Q·t + U in any window', () => {
    fc.assert(
      fc.property(settings, arrivals, (given, timesMs) => {
        const { batchTimesMs } = simulate(timesMs, { ...given, throttleEnabled: true });
        const perMs = Math.fround(given.throttleQps) / 1000;
        for (let from = 0; from < batchTimesMs.length; from += 1) {
          for (let to = from; to < batchTimesMs.length; to += 1) {
            const span = (batchTimesMs[to] ?? 0) - (batchTimesMs[from] ?? 0);
            expect(to - from + 1).toBeLessThanOrEqual(span * perMs + given.throttleBurst + 1e-6);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test('the token bucket never gives more than Q·t + U', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }),
        (qps, burst, pauses) => {
          const bucket = new TokenBucket(qps, burst, 0);
          let nowMs = 0;
          for (const [index, pauseMs] of pauses.entries()) {
            nowMs = bucket.take(nowMs + pauseMs);
            expect(index + 1).toBeLessThanOrEqual((nowMs * Math.fround(qps)) / 1000 + burst + 1e-6);
          }
        },
      ),
    );
  });
});
