import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../../src/core/scope.ts';
import type { LoadCounters } from '../../../../src/load/generator.ts';
import { clockAheadMs } from '../../../../src/load/workers/clock-offset.ts';
import { WorkerEnsemble } from '../../../../src/load/workers/ensemble.ts';
import { type LoadWorker, type PhaseRun, WorkerLost } from '../../../../src/load/workers/worker.ts';

const shape = {} as never;

/** A clock that moves by `stepMs` whenever it is read. */
function steppingClock(stepMs: number): Clock & { now: number } {
  const clock = {
    now: 1000,
    nowMs: () => {
      clock.now += stepMs;
      return clock.now;
    },
    wallMs: () => clock.now,
    sleep: () => Promise.resolve(),
  };
  return clock;
}

/** A worker whose clock is `aheadMs` ahead, and which sends `counts` requests a phase. */
class FakeWorker implements LoadWorker {
  readonly name: string;
  readonly calls: string[] = [];
  /** How it goes away in its next run; `null`: it stays. */
  goesBy: string | null = null;
  runs: PhaseRun[] = [];
  readonly #clock: { readonly now: number };
  readonly #aheadMs: number;
  readonly #count: number;

  constructor(clock: { readonly now: number }, aheadMs: number, count: number) {
    this.#clock = clock;
    this.#aheadMs = aheadMs;
    this.#count = count;
    this.name = `sends ${count}`;
  }

  nowMs = () => Promise.resolve(this.#clock.now + this.#aheadMs);

  setUp = () => {
    this.calls.push('setUp');
    return Promise.resolve();
  };

  cleanUp = () => {
    this.calls.push('cleanUp');
    return Promise.resolve();
  };

  close = () => {
    this.calls.push('close');
    return Promise.resolve();
  };

  start: LoadWorker['start'] = (run, listener) => {
    this.runs.push(run);
    listener.records(Buffer.from(`${this.#count}\n`));
    listener.counters({ phase: run.indexes[0] ?? null, intended: this.#count, sent: this.#count, answered: 1 });
    if (this.goesBy !== null) return Promise.reject(new WorkerLost(this.goesBy));
    const startMs = run.atEpochMs - run.aheadMs;
    const phases = run.indexes.map((index) => ({
      index,
      kind: 'constant' as const,
      startMs,
      endMs: startMs + this.#count,
      intended: this.#count,
    }));
    const workers = [{ name: this.name, firstSendLagMs: this.#count / 10, lost: null }];
    return Promise.resolve({ phases, shapes: Array.from({ length: this.#count }, () => shape), workers });
  };
}

function ensembleOf(...workers: readonly [aheadMs: number, count: number][]) {
  const clock = steppingClock(0);
  const fakes = workers.map(([aheadMs, count]) => new FakeWorker(clock, aheadMs, count));
  return { fakes, ensemble: new WorkerEnsemble(fakes, clock, () => 100), clock };
}

describe('an ensemble of workers', () => {
  test('begins together, each by its own clock, and writes by one', async () => {
    const { ensemble, fakes } = ensembleOf([0, 3], [2500, 5], [-40, 1]);
    await ensemble.setUp();
    await ensemble.start({ indexes: [1], atEpochMs: 9000, aheadMs: 7 }, { counters: () => {}, records: () => {} });
    expect(fakes.map(({ runs }) => runs[0])).toEqual([
      { indexes: [1], atEpochMs: 9000, aheadMs: 7 },
      { indexes: [1], atEpochMs: 11_500, aheadMs: 2507 },
      { indexes: [1], atEpochMs: 8960, aheadMs: -33 },
    ]);
  });

  test('is itself a worker: sums, phases from the first start to the last end, the longest table of shapes', async () => {
    const { ensemble, fakes, clock } = ensembleOf([0, 3], [0, 5]);
    const outer = new WorkerEnsemble([ensemble, new FakeWorker(clock, 0, 2)], clock, () => null);
    await outer.setUp();
    const seen: LoadCounters[] = [];
    const lines: string[] = [];
    const summary = await outer.start(
      { indexes: [0, 2], atEpochMs: 9000, aheadMs: 0 },
      { counters: (counters) => seen.push(counters), records: (bytes) => lines.push(Buffer.from(bytes).toString()) },
    );
    expect(summary.phases).toEqual([
      { index: 0, kind: 'constant', startMs: 9000, endMs: 9005, intended: 10 },
      { index: 2, kind: 'constant', startMs: 9000, endMs: 9005, intended: 10 },
    ]);
    expect(summary.shapes).toHaveLength(5);
    expect(lines.join('')).toBe('3\n5\n2\n');
    expect(seen.at(-1)).toEqual({ phase: 0, intended: 10, sent: 10, answered: 3 });
    expect(fakes.map(({ calls }) => calls)).toEqual([['setUp'], ['setUp']]);
  });

  test('goes on without one that goes away, and says so: what was intended stays intended', async () => {
    const { ensemble, fakes } = ensembleOf([0, 30], [0, 30], [0, 30]);
    await ensemble.setUp();
    const [, second] = fakes;
    if (second !== undefined) second.goesBy = 'pod b was deleted';
    const run = { indexes: [0], atEpochMs: 9000, aheadMs: 0 };
    const summary = await ensemble.start(run, { counters: () => {}, records: () => {} });
    expect(summary.phases).toEqual([{ index: 0, kind: 'constant', startMs: 9000, endMs: 9030, intended: 100 }]);
    expect(summary.workers).toEqual([
      { name: 'sends 30', firstSendLagMs: 3, lost: null },
      { name: 'sends 30', firstSendLagMs: 3, lost: null },
      { name: 'sends 30', firstSendLagMs: null, lost: 'pod b was deleted' },
    ]);
  });

  test('ends when nobody is left, with how the first went', async () => {
    const { ensemble, fakes } = ensembleOf([0, 1], [0, 1]);
    for (const fake of fakes) fake.goesBy = 'the node went away';
    const run = { indexes: [0], atEpochMs: 9000, aheadMs: 0 };
    await expect(ensemble.start(run, { counters: () => {}, records: () => {} })).rejects.toThrow('the node went away');
  });

  test('the first worker cleans up for all, every one is closed', async () => {
    const { ensemble, fakes } = ensembleOf([0, 1], [0, 1]);
    await ensemble.cleanUp();
    await ensemble.close();
    expect(fakes.map(({ calls }) => calls)).toEqual([['cleanUp', 'close'], ['close']]);
  });
});

describe("the distance of a worker's clock", () => {
  const worker = (readings: readonly number[]): Pick<LoadWorker, 'nowMs'> => {
    const left = [...readings];
    return { nowMs: () => Promise.resolve(left.shift() ?? 0) };
  };

  test('is not corrected by less than a reading may be off', async () => {
    const clock = steppingClock(4);
    const theirs = Array.from({ length: 8 }, (_, at) => 1004 + 8 * at + 2 + 1.9);
    expect(await clockAheadMs(worker(theirs), clock)).toBe(0);
  });

  test('is what the quickest reading says', async () => {
    const clock = steppingClock(4);
    const theirs = Array.from({ length: 8 }, (_, at) => 1004 + 8 * at + 2 + 500);
    expect(await clockAheadMs(worker(theirs), clock)).toBe(500);
  });
});
