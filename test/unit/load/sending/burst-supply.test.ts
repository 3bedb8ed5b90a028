import { describe, expect, test } from 'vitest';
import type { Phase } from '../../../../src/core/scenario.ts';
import { BurstSupply, laneAmounts, laneOfNumber } from '../../../../src/load/sending/burst-supply.ts';
import type { LoadChunk } from '../../../../src/load/sources/source.ts';

/** Numbers from 1, and how many of them have been made. */
function source(count: number, made = { count: 0 }) {
  function* chunks(): Generator<LoadChunk> {
    for (let first = 1; first <= count; first += 128) {
      const size = Math.min(128, count - first + 1);
      made.count += size;
      const requests = Array.from({ length: size }, (_, at) => {
        return { id: `r${first + at}`, number: first + at, shape: 0, name: '', url: '' };
      });
      yield { requests, timesMs: new Float64Array(0) };
    }
  }
  return { chunks: chunks(), made };
}

const BURST: Phase = {
  name: 'b',
  kind: 'burst',
  measure: true,
  requests: 1000,
  connections: 1,
  assumeRatePerSecond: null,
};

describe('the requests of a burst', () => {
  test('each once and in order by lane, although only some are made ahead', async () => {
    const { chunks, made } = source(200_000);
    const supply = new BurstSupply(chunks, 2, ({ number }) => number % 2);
    await supply.fill();
    expect(made.count).toBeLessThan(70_000);
    const taken = [0, 0];
    for (let turn = 0; turn < 100_000; turn += 1) {
      for (const lane of [0, 1]) {
        const request = await supply.next(lane);
        expect(request?.number).toBe((taken[lane] ?? 0) * 2 + (lane === 0 ? 2 : 1));
        taken[lane] = (taken[lane] ?? 0) + 1;
      }
      if (turn === 1000) expect(made.count).toBeLessThan(70_000);
    }
    expect(await supply.next(0)).toBeUndefined();
    expect(await supply.next(1)).toBeUndefined();
  });

  test('a lane that is faster than the others has what it needs', async () => {
    const supply = new BurstSupply(source(200_000).chunks, 2, ({ number }) => number % 2);
    await supply.fill();
    for (let turn = 0; turn < 100_000; turn += 1) {
      expect(supply.take(0)).toBeDefined();
      await Promise.resolve();
      if (turn % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(supply.take(0)).toBeUndefined();
    expect(supply.take(1)?.number).toBe(1);
  });

  test('a source that fails is told when the next one is wanted', async () => {
    async function* broken(): AsyncGenerator<LoadChunk> {
      yield { requests: [{ id: 'r1', number: 1, shape: 0, name: '', url: '' }], timesMs: new Float64Array(0) };
      throw new Error('no more');
    }
    const supply = new BurstSupply(broken(), 1, () => 0);
    await expect(supply.fill()).rejects.toThrow('no more');
  });

  test('lanes get as many as the numbers of a worker say', () => {
    const shard = { index: 1, of: 3 };
    const phases = [{ ...BURST, requests: 10 }, BURST];
    const numbers = Array.from({ length: 1000 }, (_, at) => 11 + at).filter((number) => number % 3 === 1);
    const expected = [0, 1].map((lane) => numbers.filter((number) => laneOfNumber(number, shard, 2) === lane).length);
    expect(laneAmounts(phases, 1, 1, { shard, lanes: 2 })).toEqual(expected);
    expect(laneAmounts(phases, 0, 2, { shard: { index: 0, of: 1 }, lanes: 1 })).toEqual([20]);
  });
});
