import type { RequestRecord } from '../../core/records.ts';
import { STAGE_COUNT } from './stages.ts';

/** Bits of `flags` above those of the expected stages. */
const KNOWN = 1 << STAGE_COUNT;
const MEASURED = KNOWN << 1;
const EXPECTED = KNOWN - 1;
/** Of `instances`: an API server that the trial does not name. */
const NOWHERE = 0xff;
/** Numbers are those of the plan; one above is none of it, and is no reason to ask for so much memory. */
const LARGEST_NUMBER = 1 << 28;

/** The requests of a trial by their number: 32 bytes each. */
export class RequestColumns {
  readonly #instances: readonly string[];
  #flags: Uint8Array;
  #instance: Uint8Array;
  #status: Uint16Array;
  #shape: Uint32Array;
  #sentMs: Float64Array;
  #doneMs: Float64Array;
  #lateMs: Float64Array;
  /** One more than the largest number. */
  #end = 0;

  /** `expectedNumber`: about how many there will be. */
  constructor(instances: readonly string[], expectedNumber: number) {
    const room = Math.min(LARGEST_NUMBER, expectedNumber + 1);
    this.#instances = instances;
    this.#flags = new Uint8Array(room);
    this.#instance = new Uint8Array(room);
    this.#status = new Uint16Array(room);
    this.#shape = new Uint32Array(room);
    this.#sentMs = new Float64Array(room);
    this.#doneMs = new Float64Array(room);
    this.#lateMs = new Float64Array(room);
  }

  /** Numbers below may be known. */
  get end(): number {
    return this.#end;
  }

  /** `number` as read off the ID, negative in the warm-up; `expected`: stages of the events that it must have made. */
  add(number: number, record: RequestRecord, expected: number): void {
    const at = Math.abs(number);
    if (at >= LARGEST_NUMBER) throw new Error(`${record.id}: a load has no request of this number`);
    if (at >= this.#flags.length) this.#grow(at);
    this.#end = Math.max(this.#end, at + 1);
    this.#flags[at] = KNOWN | (number > 0 ? MEASURED | expected : 0);
    const instance = this.#instances.indexOf(record.instance);
    this.#instance[at] = instance === -1 ? NOWHERE : instance;
    this.#status[at] = record.status ?? 0;
    this.#shape[at] = record.shape;
    this.#sentMs[at] = record.sentMs ?? record.intendedMs;
    this.#doneMs[at] = record.doneMs ?? Number.NaN;
    this.#lateMs[at] = record.sentMs === null ? 0 : record.sentMs - record.intendedMs;
  }

  /** Whether there is a request of this number, of this kind. */
  isKnown(number: number): boolean {
    const flags = this.#flags[Math.abs(number)] ?? 0;
    return (flags & KNOWN) !== 0 && ((flags & MEASURED) !== 0) === number > 0;
  }

  /** Stages of the events that a measured request must have made, as bits. */
  expected(number: number): number {
    return (this.#flags[number] ?? 0) & EXPECTED;
  }

  /** Index of its API server; -1: one that the trial does not name. */
  instance(number: number): number {
    const instance = this.#instance[number] ?? NOWHERE;
    return instance === NOWHERE ? -1 : instance;
  }

  status(number: number): number | null {
    return this.#status[number] || null;
  }

  shape(number: number): number {
    return this.#shape[number] ?? 0;
  }

  sentMs(number: number): number {
    return this.#sentMs[number] ?? Number.NaN;
  }

  /** How much later than intended it was sent. */
  lateMs(number: number): number {
    return this.#lateMs[number] ?? 0;
  }

  /** When the answer was there, or it was sent when there was none. */
  endMs(number: number): number {
    const doneMs = this.#doneMs[number] ?? Number.NaN;
    return Number.isNaN(doneMs) ? this.sentMs(number) : doneMs;
  }

  #grow(number: number): void {
    const room = Math.max(1024, 2 * number);
    this.#flags = grown(new Uint8Array(room), this.#flags);
    this.#instance = grown(new Uint8Array(room), this.#instance);
    this.#status = grown(new Uint16Array(room), this.#status);
    this.#shape = grown(new Uint32Array(room), this.#shape);
    this.#sentMs = grown(new Float64Array(room), this.#sentMs);
    this.#doneMs = grown(new Float64Array(room), this.#doneMs);
    this.#lateMs = grown(new Float64Array(room), this.#lateMs);
  }
}

function grown<Column extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
  larger: Column,
  old: Column,
): Column {
  larger.set(old);
  return larger;
}
