import type { Clock } from '../../core/scope.ts';
import type { LoadCounters, LoadSummary, PhaseSummary } from '../generator.ts';
import { clockAheadMs } from './clock-offset.ts';
import { type LoadWorker, type PhaseRun, type WorkerListener, WorkerLost } from './worker.ts';

/** Several workers that begin together are one worker (as in OpenMessaging's benchmark, DistributedWorkersEnsemble). */
export class WorkerEnsemble implements LoadWorker {
  readonly #workers: readonly LoadWorker[];
  readonly #clock: Clock;
  /** How far each worker's clock is ahead of ours, as of the set-up. */
  #aheadMs: readonly number[] = [];

  /** How many requests a phase of the load intends; `null`: it has no such number. */
  readonly #intendedOf: (phaseIndex: number) => number | null;

  constructor(workers: readonly LoadWorker[], clock: Clock, intendedOf: (phaseIndex: number) => number | null) {
    this.#workers = workers;
    this.#clock = clock;
    this.#intendedOf = intendedOf;
  }

  get name(): string {
    return this.#workers.map(({ name }) => name).join(', ');
  }

  nowMs(): Promise<number> {
    return Promise.resolve(this.#clock.nowMs());
  }

  async setUp(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.setUp()));
    this.#aheadMs = await Promise.all(this.#workers.map((worker) => clockAheadMs(worker, this.#clock)));
  }

  /** One that goes away takes what it had not told with it, and the others go on. */
  async start(run: PhaseRun, listener: WorkerListener): Promise<LoadSummary> {
    const counters: LoadCounters[] = [];
    const outcomes = await Promise.all(
      this.#workers.map(async (worker, at) => {
        const told = (latest: LoadCounters): void => {
          counters[at] = latest;
          listener.counters(totalOf(counters));
        };
        try {
          return await worker.start(this.#ownRun(run, at), {
            counters: told,
            records: (lines) => listener.records(lines),
          });
        } catch (error) {
          if (error instanceof WorkerLost) return { worker, error };
          throw error;
        }
      }),
    );
    const summaries = outcomes.flatMap((outcome) => ('error' in outcome ? [] : [outcome]));
    const lost = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome] : []));
    if (summaries.length === 0 && lost[0] !== undefined) throw lost[0].error;
    const phases = mergePhases(summaries.map((summary) => summary.phases));
    return {
      phases: lost.length === 0 ? phases : phases.map((phase) => this.#withTheLost(phase)),
      shapes: longest(summaries),
      workers: [
        ...summaries.flatMap(({ workers }) => workers),
        ...lost.map(({ worker, error }) => ({ name: worker.name, firstSendLagMs: null, lost: error.message })),
      ],
    };
  }

  #ownRun({ indexes, atEpochMs, aheadMs }: PhaseRun, at: number): PhaseRun {
    const own = this.#aheadMs[at] ?? 0;
    return { indexes, atEpochMs: atEpochMs + own, aheadMs: aheadMs + own };
  }

  /** What was intended stays so when one of those who should send it has gone. */
  #withTheLost(phase: PhaseSummary): PhaseSummary {
    return { ...phase, intended: Math.max(phase.intended, this.#intendedOf(phase.index) ?? 0) };
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
function longest(summaries: readonly Pick<LoadSummary, 'shapes'>[]): LoadSummary['shapes'] {
  return summaries.reduce<LoadSummary['shapes']>(
    (most, { shapes }) => (shapes.length > most.length ? shapes : most),
    [],
  );
}
