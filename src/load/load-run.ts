import type { ApiserverInstance } from '../core/api.ts';
import { auditId } from '../core/audit-id.ts';
import { intendedTimes } from '../core/intended-times.ts';
import type { RequestRecord } from '../core/records.ts';
import type { Phase } from '../core/scenario.ts';
import { epochMs } from '../platform/clock.ts';
import type { JsonLinesWriter } from '../platform/files.ts';
import { requestBody } from './bodies.ts';
import { runBurst } from './burst-engine.ts';
import type { LoadCounters, LoadOptions, PhaseSummary } from './generator.ts';
import { LoadObjects } from './objects.ts';
import { type Outcome, PacedEngine } from './paced-engine.ts';
import { pace } from './pacer.ts';
import { type LoadPlan, type PlannedRequest, planLoad, shapeOf } from './plan.ts';
import { rehearse } from './rehearsal.ts';

export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Room to get going, so that the first requests of a phase are not late. */
const LEAD_MS = 20;

/** One process's share of a phase. */
interface Share {
  /** `at`: the place of the request in the whole phase. */
  readonly own: readonly { readonly request: PlannedRequest; readonly at: number }[];
  /** Intended times of `own`, ms from the start of the phase; empty for a burst. */
  readonly timesMs: Float64Array;
}

/** Sends one process's share of a load. */
export class LoadRun {
  readonly #options: LoadOptions;
  readonly #shard: Shard;
  readonly #plan: LoadPlan;
  /** By phase, ready before the first begins: a phase that is first sorted out when it is due begins late. */
  readonly #shares: readonly Share[];
  readonly #writer: JsonLinesWriter;
  readonly #engines: readonly PacedEngine[];
  readonly #admins: readonly PacedEngine[];
  readonly #stop = new AbortController();
  readonly #counters = { intended: 0, sent: 0, answered: 0 };
  #phase: number | null = null;
  #open = 0;
  #idle: (() => void) | null = null;

  constructor(options: LoadOptions, shard: Shard, writer: JsonLinesWriter) {
    this.#options = options;
    this.#shard = shard;
    this.#writer = writer;
    this.#plan = planLoad(options.load, options.multiple, options.trialKey, options.seed);
    this.#shares = options.load.phases.map((phase, index) => this.#share(phase, this.#plan.phase(index)));
    const { instances, caPem, credentials, admin, load } = options;
    const each = Math.max(1, Math.ceil(load.connections / shard.of / instances.length));
    const origins = instances.map(({ host, port }) => `https://${host}:${port}`);
    this.#engines = origins.map((origin) => new PacedEngine(origin, each, { caPem, credentials }));
    this.#admins =
      shard.index === 0 ? origins.map((origin) => new PacedEngine(origin, 16, { caPem, credentials: admin })) : [];
  }

  counters(): LoadCounters {
    return { phase: this.#phase, ...this.#counters };
  }

  async setUp(): Promise<void> {
    if (this.#shares.some(({ timesMs }) => timesMs.length > 0)) await rehearse();
    for (const engine of this.#admins) await this.#objects(engine).create();
    const { load, trialKey } = this.#options;
    const each = Math.ceil(load.connections / this.#shard.of / this.#engines.length);
    const warmings = this.#engines.flatMap((engine, at) =>
      Array.from({ length: each }, (_, index) => {
        const number = (at * each + index) * this.#shard.of + this.#shard.index;
        const id = auditId(trialKey, 'connect', number);
        return engine.call({ id, method: 'GET', url: '/readyz', body: null, contentType: null });
      }),
    );
    await Promise.all(warmings);
  }

  async cleanUp(): Promise<void> {
    for (const engine of this.#admins) await this.#objects(engine).remove();
  }

  /** Runs phases back to back; `startMs` is the same for all shards. */
  async run(indexes: readonly number[], startMs: number): Promise<readonly PhaseSummary[]> {
    const summaries: PhaseSummary[] = [];
    let atMs = Math.max(startMs, epochMs() + LEAD_MS);
    for (const index of indexes) {
      const phase = this.#options.load.phases[index];
      if (phase === undefined || this.#stop.signal.aborted) break;
      this.#phase = index;
      const intended = this.#plan.phase(index).length;
      let endMs: number;
      if (phase.kind === 'burst') {
        atMs = Math.max(atMs, epochMs());
        const own = this.#shares[index]?.own ?? [];
        await this.#burst(
          own.map(({ request }) => request),
          phase.connections,
        );
        endMs = epochMs();
      } else {
        endMs = atMs + phase.durationMs;
        await this.#paced(this.#shares[index], atMs);
        // The pacer's own wait, with nothing to send, ends the phase on time.
        await pace(Float64Array.of(phase.durationMs), atMs, () => {}, this.#stop.signal);
      }
      summaries.push({ index, kind: phase.kind, startMs: atMs, endMs, intended });
      atMs = endMs;
    }
    await this.#allAnswered();
    await this.#writer.flush();
    return summaries;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#engines, ...this.#admins].map((engine) => engine.close()));
    await this.#writer.close();
  }

  #objects(engine: PacedEngine): LoadObjects {
    return new LoadObjects(engine, this.#plan, this.#options.trialKey);
  }

  #share(phase: Phase, requests: readonly PlannedRequest[]): Share {
    const isOwn = (at: number): boolean => at % this.#shard.of === this.#shard.index;
    return {
      own: requests.map((request, at) => ({ request, at })).filter(({ at }) => isOwn(at)),
      timesMs: intendedTimes(phase, this.#options.multiple).filter((_, at) => isOwn(at)),
    };
  }

  async #paced(share: Share | undefined, startMs: number): Promise<void> {
    if (share === undefined) return;
    const { own, timesMs } = share;
    const send = (index: number): void => {
      const entry = own[index];
      if (entry !== undefined) this.#send(entry.request, entry.at, startMs + (timesMs[index] as number));
    };
    await pace(timesMs, startMs, send, this.#stop.signal);
  }

  #send(request: PlannedRequest, at: number, intendedMs: number): void {
    const turn = at % this.#engines.length;
    const { method, url, contentType } = shapeOf(this.#options.load, request);
    const body = this.#body(request);
    this.#begin();
    this.#engines[turn]?.send({ id: request.id, method, url, body, contentType, intendedMs }, (outcome) =>
      this.#record(request, this.#options.instances[turn], intendedMs, outcome),
    );
  }

  async #burst(own: readonly PlannedRequest[], connections: number): Promise<void> {
    const { instances, caPem, credentials, load } = this.#options;
    await Promise.all(
      instances.map((instance, turn) => {
        const requests = own.filter((_, index) => index % instances.length === turn);
        const built = requests.map((request) => ({
          ...shapeOf(load, request),
          id: request.id,
          body: this.#body(request),
        }));
        for (const _ of requests) this.#begin();
        return runBurst({
          instance,
          caPem,
          credentials,
          connections: Math.max(1, Math.ceil(connections / instances.length / this.#shard.of)),
          requests: built,
          signal: this.#stop.signal,
          settled: (index, outcome) => {
            const request = requests[index];
            if (request !== undefined) this.#record(request, instance, outcome.sentMs ?? epochMs(), outcome);
          },
        });
      }),
    );
  }

  #body(request: PlannedRequest): string | null {
    const template = this.#options.load.requests[request.template];
    return template === undefined ? null : requestBody(template, request.name);
  }

  #begin(): void {
    this.#open += 1;
    this.#counters.intended += 1;
  }

  #record(
    request: PlannedRequest,
    instance: ApiserverInstance | undefined,
    intendedMs: number,
    outcome: Outcome,
  ): void {
    // Written out: objects made by spreading live long enough here to make collections of garbage half as long again.
    const record: RequestRecord = {
      id: request.id,
      phase: request.phase,
      template: request.template,
      instance: instance?.name ?? '',
      intendedMs,
      sentMs: outcome.sentMs,
      doneMs: outcome.doneMs,
      status: outcome.status,
      name: request.name,
      namespace: request.namespace,
      error: outcome.error,
    };
    this.#writer.write(record);
    if (outcome.sentMs !== null) this.#counters.sent += 1;
    if (outcome.status !== null) this.#counters.answered += 1;
    this.#open -= 1;
    if (this.#open === 0) this.#idle?.();
  }

  /** Every request settles by itself: answers time out after 30 s. */
  async #allAnswered(): Promise<void> {
    if (this.#open === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    this.#idle = null;
  }
}
