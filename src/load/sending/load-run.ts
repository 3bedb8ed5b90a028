import { peakPerSecond } from '../../core/intended-times.ts';
import type { LoadShape } from '../../core/load-shape.ts';
import type { BurstPhase, LoadSpec, Phase } from '../../core/scenario.ts';
import { epochMs } from '../../platform/clock.ts';
import type { LineGatherer } from '../../platform/line-gatherer.ts';
import type { LoadCounters, PhaseSummary, WorkerOptions } from '../generator.ts';
import { type Shard, shareOf } from '../sources/share.ts';
import type { LoadChunk, LoadSource, PlannedRequest } from '../sources/source.ts';
import type { PhaseRun } from '../workers/worker.ts';
import { Brake } from './brake.ts';
import { type BurstItem, NOT_SENT, runBurst } from './burst-engine.ts';
import { BurstSupply, laneAmounts, laneOfNumber } from './burst-supply.ts';
import { type Gate, gatesOf } from './gates.ts';
import { Lanes } from './lanes.ts';
import { LoadObjects } from './objects.ts';
import { type HttpCall, type Outcome, PacedEngine } from './paced-engine.ts';
import { ObjectTurns } from './object-turns.ts';
import { Pacer } from './pacer.ts';
import { rehearse } from './rehearsal.ts';
import { RequestRecorder } from './request-recorder.ts';
import { ShapeIdentities } from './shape-identities.ts';
import { SKIP_AFTER_PHASE_MS } from './waiting.ts';

/** Room to get going, so that the first requests of a phase are not late. */
const LEAD_MS = 20;
const ADMIN_CONNECTIONS = 16;
const HELD_BACK = { sentMs: null, doneMs: null, status: null, error: 'held back: the cluster had trouble' } as const;

/** Sends one worker's share of a source. */
export class LoadRun {
  readonly #load: LoadSpec;
  readonly #shard: Shard;
  /** Requests/s of the plan of this share. */
  readonly #peakPerSecond: number;
  readonly #gates: readonly Gate[];
  readonly #source: LoadSource;
  readonly #recorder: RequestRecorder;
  readonly #lanes: Lanes;
  readonly #objects: LoadObjects;
  readonly #identities: ShapeIdentities;
  /** `null`: the cluster is our own. */
  readonly #brake: Brake | null;
  readonly #turns = new ObjectTurns();
  readonly #stop = new AbortController();
  readonly #pacer = new Pacer(this.#stop.signal);

  constructor(options: WorkerOptions, shard: Shard, source: LoadSource, lines: LineGatherer) {
    const { instances, caPem, credentials, admin, load, trialKey } = options;
    this.#load = load;
    this.#shard = shard;
    const peak = (Math.max(0, ...load.phases.map(peakPerSecond)) * options.multiple) / shard.of;
    // Within a phase of a replay the record says what is sent when.
    this.#peakPerSecond = load.replay !== undefined && peak > 0 ? Number.POSITIVE_INFINITY : peak;
    this.#gates = gatesOf(options);
    this.#source = shareOf(source, shard);
    this.#identities = new ShapeIdentities(credentials);
    this.#brake = options.onTrouble === 'hold back' ? new Brake() : null;
    this.#recorder = new RequestRecorder(lines);
    this.#lanes = new Lanes({ gates: this.#gates, connections: load.connections, shard, trialKey });
    // One worker makes the objects for all, on every API server.
    const makers = shard.index === 0 ? gatesOf({ instances, caPem, credentials: admin }) : [];
    const admins = makers.map((gate) => new PacedEngine(gate, ADMIN_CONNECTIONS));
    this.#objects = new LoadObjects(admins, source, trialKey);
  }

  get shapes(): readonly LoadShape[] {
    return this.#source.shapes;
  }

  /** Of the last run: how late the first of its requests left; `null`: none was sent. */
  get firstSendLagMs(): number | null {
    return this.#recorder.firstSendLagMs;
  }

  /** Requests that were not sent because the cluster had trouble. */
  get heldBack(): number {
    return this.#brake?.held ?? 0;
  }

  counters(): LoadCounters {
    return this.#recorder.counters();
  }

  async setUp(): Promise<void> {
    if (this.#peakPerSecond > 0) await rehearse(this.#peakPerSecond);
    await this.#objects.create();
    await this.#lanes.connect();
  }

  cleanUp(): Promise<void> {
    return this.#objects.remove();
  }

  /** Phases back to back. A phase whose requests are late does not move the plan of the next. */
  async run({ indexes, atEpochMs, aheadMs }: PhaseRun): Promise<readonly PhaseSummary[]> {
    this.#recorder.beginRun(aheadMs);
    const summaries: PhaseSummary[] = [];
    let atMs = Math.max(atEpochMs, epochMs() + LEAD_MS);
    for (const index of indexes) {
      const phase = this.#load.phases[index];
      if (phase === undefined || this.#stop.signal.aborted) break;
      this.#recorder.phase = index;
      if (phase.kind === 'burst') atMs = Math.max(atMs, epochMs());
      const before = this.#recorder.counters().intended;
      const endMs = await this.#phase(phase, index, atMs);
      const intended = this.#recorder.counters().intended - before;
      summaries.push({ index, kind: phase.kind, startMs: atMs - aheadMs, endMs: endMs - aheadMs, intended });
      atMs = endMs;
    }
    await this.#recorder.allEnded();
    return summaries;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#lanes.close(), this.#objects.close()]);
  }

  /** Resolves with the end of the phase. */
  async #phase(phase: Phase, index: number, startMs: number): Promise<number> {
    if (phase.kind === 'burst') {
      await this.#burst(phase, index);
      return epochMs();
    }
    const endMs = startMs + phase.durationMs;
    for await (const chunk of this.#source.phase(index)) {
      if (this.#stop.signal.aborted) break;
      await this.#paced(chunk, { index, startMs, sendByMs: endMs + SKIP_AFTER_PHASE_MS });
    }
    await this.#pacer.waitUntil(endMs);
    return endMs;
  }

  async #paced(chunk: LoadChunk, phase: { index: number; startMs: number; sendByMs: number }): Promise<void> {
    const { requests, timesMs } = chunk;
    const { index, startMs, sendByMs } = phase;
    const send = (at: number): void =>
      this.#send(requests[at] as PlannedRequest, index, startMs + (timesMs[at] as number), sendByMs);
    await this.#pacer.pace({ timesMs, startMs, send, room: () => this.#lanes.room() });
  }

  #send(request: PlannedRequest, phase: number, intendedMs: number, sendByMs: number): void {
    const { gate, engine } = this.#lanes.laneOf(request);
    const at = { phase, instance: gate.instance, intendedMs };
    this.#recorder.begin();
    if (this.#brake?.holds(epochMs()) === true) {
      this.#recorder.end(request, at, HELD_BACK);
      return;
    }
    const { object } = request;
    const settled = (outcome: Outcome): void => {
      const { sentMs, doneMs, status } = outcome;
      if (sentMs !== null) this.#brake?.answered(status, (doneMs ?? epochMs()) - sentMs, epochMs());
      this.#settle(request, at, outcome);
      if (object !== undefined) this.#turns.ended(object);
    };
    const send = (): void => engine.send(this.#callOf(request), sendByMs, settled);
    if (object === undefined) send();
    else this.#turns.begin(object, send);
  }

  /** Of both engines: an answer tells the source the version of its object before the next request about it is made. */
  #settle(request: PlannedRequest, at: Parameters<RequestRecorder['end']>[1], outcome: Outcome): void {
    const { object } = request;
    if (object !== undefined && outcome.answer !== undefined) this.#source.answered?.(object, outcome.answer);
    this.#recorder.end(request, at, outcome);
  }

  #callOf(request: PlannedRequest): HttpCall {
    const shape = this.#source.shapes[request.shape] as LoadShape;
    const { method, contentType } = shape;
    const wantsAnswer = request.object !== undefined;
    const call = {
      id: request.id,
      method,
      url: request.url,
      body: this.#source.body(request),
      contentType,
      wantsAnswer,
    };
    const identity = this.#identities.headersOf(request.shape, shape);
    return identity === null ? call : { ...call, identity };
  }

  /**
   * A burst has no plan: its requests are made ahead of it, so that none waits for another to be made; nor for the answer
   * about its object, so that of two updates on their way together one is answered with 409.
   */
  async #burst(phase: BurstPhase, index: number): Promise<void> {
    const lanes = this.#gates.length;
    const laneOf = ({ number }: PlannedRequest): number => laneOfNumber(number, this.#shard, lanes);
    const amounts = await laneAmounts(this.#source.phase(index), lanes, laneOf);
    const supply = new BurstSupply(this.#source.phase(index), lanes, laneOf);
    await supply.fill();
    await Promise.all(
      this.#gates.map(async (gate, lane) => {
        const at = { phase: index, instance: gate.instance };
        const itemOf = (request: PlannedRequest): BurstItem => {
          this.#recorder.begin();
          const settled = (outcome: Outcome): void =>
            this.#settle(request, { ...at, intendedMs: outcome.sentMs ?? epochMs() }, outcome);
          return { request: this.#callOf(request), settled };
        };
        await runBurst({
          gate,
          connections: Math.max(1, Math.ceil(phase.connections / lanes / this.#shard.of)),
          amount: amounts[lane] ?? 0,
          next: () => {
            const request = supply.take(lane);
            if (request === undefined) throw new Error('the requests of a burst were not made in time');
            return itemOf(request);
          },
          signal: this.#stop.signal,
        });
        // After an abort: those that it never came to.
        for (let left = await supply.next(lane); left !== undefined; left = await supply.next(lane))
          itemOf(left).settled({ sentMs: null, doneMs: null, status: null, error: NOT_SENT });
      }),
    );
  }
}
