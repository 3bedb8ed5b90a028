import { describe, expect, test } from 'vitest';
import { BurstSupply, laneAmounts, laneOfNumber } from '../../../../src/load/sending/burst-supply.ts';
import type { LoadChunk, PlannedRequest } from '../../../../src/load/sources/source.ts';

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

  test('lanes get as many as the burst has for them', async () => {
    const shard = { index: 1, of: 3 };
    const chunks = source(1000).chunks;
    const all = [...source(1000).chunks].flatMap(({ requests }) => requests);
    const laneOf = ({ number }: PlannedRequest): number => laneOfNumber(number, shard, 2);
    const expected = [0, 1].map((lane) => all.filter((request) => laneOf(request) === lane).length);
    expect(await laneAmounts(chunks, 2, laneOf)).toEqual(expected);
  });
});
