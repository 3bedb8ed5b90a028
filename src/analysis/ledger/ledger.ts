import { loadNumberReader } from '../../core/audit-id.ts';
import type { BatchRecord, EventRecord, RequestRecord } from '../../core/records.ts';
import type { TrialMeta } from '../../core/trial-meta.ts';
import { Floats } from '../columns/floats.ts';
import { TimesSince } from '../columns/times-since.ts';
import { expectedStages } from '../expected-stages.ts';
import { Peers } from './peers.ts';
import { RequestColumns } from './request-columns.ts';
import { STAGE_COUNT, stageBits, stageNumber } from './stages.ts';

/** Told of the first copy of each event of ours. */
export type OnDelivered = (arrivedMs: number, stageMs: number, sentMs: number) => void;

/** Delivered events that are not ours: background, or the harness's own. */
export class OtherEvents {
  /** Stage timestamp and number of the connection, in turn. */
  readonly #pairs = new Floats();

  push(stageMs: number, peer: number): void {
    this.#pairs.push(stageMs);
    this.#pairs.push(peer);
  }

  forEach(visit: (stageMs: number, peer: number) => void): void {
    let stageMs = 0;
    this.#pairs.forEach((value, at) => {
      if (at % 2 === 0) stageMs = value;
      else visit(stageMs, value);
    });
  }
}

/**
 * Matches requests with delivered events, by number and stage; events of batches that were refused do not count. An answered request is expected to have made the events that the policy says; an unanswered one none.
 * All requests first, then the batches.
 */
export class Ledger {
  readonly requests: RequestColumns;
  readonly peers: Peers;
  readonly others = new OtherEvents();
  readonly numberOf: (id: string) => number;
  readonly #stagesOf: ReturnType<typeof expectedStages>;
  readonly #onDelivered: OnDelivered;
  /** By stage, then by number: the stage's time in the first copy; NaN where none has come. */
  #stageMs: (TimesSince | undefined)[] = Array.from({ length: STAGE_COUNT }, () => undefined);
  /** By API server. */
  readonly #expectedOf: number[] = [];
  readonly #deliveredAt: number[] = [];
  readonly #deliveredOf = new Float64Array(STAGE_COUNT);
  expected = 0;
  delivered = 0;
  duplicate = 0;

  constructor(
    meta: Pick<TrialMeta, 'instances' | 'shapes' | 'policy' | 'trialKey' | 'phases'>,
    onDelivered: OnDelivered = () => {},
  ) {
    const planned = meta.phases.reduce((sum, { intended }) => sum + intended, 0);
    this.requests = new RequestColumns(meta.instances, planned);
    this.peers = new Peers(meta.instances);
    this.numberOf = loadNumberReader(meta.trialKey);
    this.#stagesOf = expectedStages(meta.shapes, meta.policy);
    this.#onDelivered = onDelivered;
  }

  addRequest(record: RequestRecord): void {
    const number = this.numberOf(record.id);
    if (number === 0) return;
    const stages = number > 0 && record.status !== null ? this.#stagesOf(record) : [];
    this.expected += stages.length;
    this.requests.add(number, record, stageBits(stages));
    const instance = this.requests.instance(Math.abs(number));
    if (instance !== -1) this.#expectedOf[instance] = this.expectedOf(instance) + stages.length;
  }

  addBatch(batch: BatchRecord): void {
    const peer = this.peers.numberOf(batch);
    if (!this.peers.isKnown(peer)) this.#learn(peer, batch);
    if (!batch.delivered) return;
    for (const event of batch.events) this.#settle(event, batch.arrivedMs, peer);
  }

  /** At one API server. */
  expectedOf(instance: number): number {
    return this.#expectedOf[instance] ?? 0;
  }

  /** At one API server. */
  missingOf(instance: number): number {
    return this.expectedOf(instance) - (this.#deliveredAt[instance] ?? 0);
  }

  deliveredOf(stage: number): number {
    return this.#deliveredOf[stage] ?? 0;
  }

  /** When the API server stamped an event of ours; NaN: it never came. */
  stageMs(number: number, stage: number): number {
    return this.#stageMs[stage]?.get(number) ?? Number.NaN;
  }

  /** When the client saw it: a request is received when it is sent, and complete when its answer is there. */
  clientMs(number: number, stage: number): number {
    return stage < 2 ? this.requests.sentMs(number) : this.requests.endMs(number);
  }

  /** Every event expected, by number and then stage. */
  forEach(visit: (number: number, stage: number, stageMs: number) => void): void {
    for (let number = 0; number < this.requests.end; number += 1) {
      const expected = this.requests.expected(number);
      if (expected === 0) continue;
      for (let stage = 0; stage < STAGE_COUNT; stage += 1)
        if ((expected & (1 << stage)) !== 0) visit(number, stage, this.stageMs(number, stage));
    }
  }

  /** When arrivals have been made of them, nobody asks for times any more, and they give their memory back. */
  forgetTimes(): void {
    this.#stageMs = [];
    this.requests.forgetTimes();
  }

  #learn(peer: number, batch: BatchRecord): void {
    for (const [id] of batch.events) {
      const number = this.numberOf(id);
      if (number === 0 || !this.requests.isKnown(number)) continue;
      this.peers.learn(peer, this.requests.instance(Math.abs(number)));
      return;
    }
  }

  #settle([id, stageName, stageMs]: EventRecord, arrivedMs: number, peer: number): void {
    const number = this.numberOf(id);
    const stage = stageNumber(stageName);
    if (number <= 0 || (this.requests.expected(number) & (1 << stage)) === 0) {
      this.others.push(stageMs, peer);
      return;
    }
    const column = this.#column(stage);
    if (!Number.isNaN(column.get(number))) {
      this.duplicate += 1;
      return;
    }
    column.set(number, stageMs);
    this.delivered += 1;
    this.#deliveredOf[stage] = this.deliveredOf(stage) + 1;
    const instance = this.requests.instance(number);
    if (instance !== -1) this.#deliveredAt[instance] = (this.#deliveredAt[instance] ?? 0) + 1;
    this.#onDelivered(arrivedMs, stageMs, this.requests.sentMs(number));
  }

  #column(stage: number): TimesSince {
    this.#stageMs[stage] ??= new TimesSince((at) => this.requests.sentMs(at), this.requests.end, Number.NaN);
    return this.#stageMs[stage];
  }
}
