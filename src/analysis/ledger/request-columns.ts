import type { RequestRecord } from '../../core/records.ts';
import { TimesSince } from '../columns/times-since.ts';
import { STAGE_COUNT } from './stages.ts';

/** Bits of `flags` above those of the expected stages. */
const KNOWN = 1 << STAGE_COUNT;
const MEASURED = KNOWN << 1;
const EXPECTED = KNOWN - 1;
/** Of `instances`: an API server that the trial does not name. */
const NOWHERE = 0xff;
/** Numbers are those of the plan; one above is none of it, and is no reason to ask for so much memory. */
const LARGEST_NUMBER = 1 << 28;

/** The requests of a trial by their number: 24 bytes each, and none of what is 0 for all. */
export class RequestColumns {
  readonly #instances: readonly string[];
  #flags: Uint8Array;
  #instance: Uint8Array;
  #status: Uint16Array;
  #shape: Uint32Array;
  #sentMs: Float64Array;
  readonly #doneMs: TimesSince;
  readonly #lateMs: TimesSince;
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
    this.#doneMs = new TimesSince((at) => this.sentMs(at), room);
    this.#lateMs = new TimesSince(() => 0, room);
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
    put(this.#instance, at, instance === -1 ? NOWHERE : instance);
    put(this.#status, at, record.status ?? 0);
    put(this.#shape, at, record.shape);
    this.#sentMs[at] = record.sentMs ?? record.intendedMs;
    this.#doneMs.set(at, record.doneMs ?? Number.NaN);
    this.#lateMs.set(at, record.sentMs === null ? 0 : record.sentMs - record.intendedMs);
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
    return number < this.#end ? this.#lateMs.get(number) : 0;
  }

  /** When the answer was there, or it was sent when there was none. */
  endMs(number: number): number {
    const doneMs = this.#doneMs.get(number);
    return Number.isNaN(doneMs) ? this.sentMs(number) : doneMs;
  }

  /** Of times only how late each was sent is asked for from now on. */
  forgetTimes(): void {
    this.#sentMs = new Float64Array(0);
    this.#doneMs.forget();
  }

  #grow(number: number): void {
    const room = Math.max(1024, 2 * number);
    this.#flags = grown(new Uint8Array(room), this.#flags);
    this.#instance = grown(new Uint8Array(room), this.#instance);
    this.#status = grown(new Uint16Array(room), this.#status);
    this.#shape = grown(new Uint32Array(room), this.#shape);
    this.#sentMs = grown(new Float64Array(room), this.#sentMs);
    this.#doneMs.grow(room);
    this.#lateMs.grow(room);
  }
}

/** Memory that was never written to is none that the system has given. */
function put(column: Uint8Array | Uint16Array | Uint32Array, at: number, value: number): void {
  if (column[at] !== value) column[at] = value;
}

function grown<Column extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
  larger: Column,
  old: Column,
): Column {
  larger.set(old);
  return larger;
}
