import type { Clock } from '../../core/scope.ts';
import type { LoadCounters, LoadSummary, PhaseSummary } from '../generator.ts';
import { clockAheadMs } from './clock-offset.ts';
import type { LoadWorker, PhaseRun, WorkerListener } from './worker.ts';

/** Several workers that begin together are one worker (as in OpenMessaging's benchmark, DistributedWorkersEnsemble). */
export class WorkerEnsemble implements LoadWorker {
  readonly #workers: readonly LoadWorker[];
  readonly #clock: Clock;
  /** How far each worker's clock is ahead of ours, as of the set-up. */
  #aheadMs: readonly number[] = [];

  constructor(workers: readonly LoadWorker[], clock: Clock) {
    this.#workers = workers;
    this.#clock = clock;
  }

  nowMs(): Promise<number> {
    return Promise.resolve(this.#clock.nowMs());
  }

  async setUp(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.setUp()));
    this.#aheadMs = await Promise.all(this.#workers.map((worker) => clockAheadMs(worker, this.#clock)));
  }

  async start({ indexes, atEpochMs, aheadMs }: PhaseRun, listener: WorkerListener): Promise<LoadSummary> {
    const counters: LoadCounters[] = [];
    const summaries = await Promise.all(
      this.#workers.map((worker, at) => {
        const own = this.#aheadMs[at] ?? 0;
        return worker.start(
          { indexes, atEpochMs: atEpochMs + own, aheadMs: aheadMs + own },
          {
            counters: (latest) => {
              counters[at] = latest;
              listener.counters(totalOf(counters));
            },
            records: (lines) => listener.records(lines),
          },
        );
      }),
    );
    return { phases: mergePhases(summaries.map(({ phases }) => phases)), shapes: longest(summaries) };
  }

  /** The first made the objects for all. */
  async cleanUp(): Promise<void> {
    await this.#workers[0]?.cleanUp();
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }
}

/** Sums, and the phase of the worker that is furthest. */
function totalOf(counters: readonly LoadCounters[]): LoadCounters {
  const total = { phase: null as number | null, intended: 0, sent: 0, answered: 0 };
  // Workers that have not reported yet leave holes, which forEach passes over.
  counters.forEach(({ phase, intended, sent, answered }) => {
    if (phase !== null) total.phase = Math.max(total.phase ?? phase, phase);
    total.intended += intended;
    total.sent += sent;
    total.answered += answered;
  });
  return total;
}

/** From the first start to the last end; each worker tells its own share of what was intended. */
function mergePhases(all: readonly (readonly PhaseSummary[])[]): readonly PhaseSummary[] {
  const [first = [], ...others] = all;
  return first.map((summary, at) => {
    const same = [summary, ...others.flatMap((summaries) => summaries[at] ?? [])];
    return {
      ...summary,
      startMs: Math.min(...same.map(({ startMs }) => startMs)),
      endMs: Math.max(...same.map(({ endMs }) => endMs)),
      intended: same.reduce((sum, { intended }) => sum + intended, 0),
    };
  });
}

/** Each reads all of the source and numbers shapes alike; one that read on knows more. */
function longest(summaries: readonly LoadSummary[]): LoadSummary['shapes'] {
  return summaries.reduce<LoadSummary['shapes']>(
    (most, { shapes }) => (shapes.length > most.length ? shapes : most),
    [],
  );
}
