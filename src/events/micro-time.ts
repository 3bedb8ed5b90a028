import type { JsonText } from './json-text.ts';

const ZERO = 0x30;
/** `2026-11-24T09:00:00` */
const SECONDS_LENGTH = 19;
const FRACTION_DIGITS = 6;
const US_PER_MS = 1000;

/** RFC 3339 with microseconds (metav1.MicroTime) as epoch ms with fractions; NaN when it is none. */
export function parseMicroTime(timestamp: string): number {
  const secondMs = Date.parse(`${timestamp.slice(0, SECONDS_LENGTH)}Z`);
  const fraction = /^\.(\d{1,3})(\d*)Z$/.exec(timestamp.slice(SECONDS_LENGTH));
  if (fraction !== null) return secondMs + Number(`${fraction[1]?.padEnd(3, '0')}.${fraction[2]}`);
  return timestamp.charAt(SECONDS_LENGTH) === 'Z' ? secondMs : Date.parse(timestamp);
}

/** The same of the quoted timestamp at a place, which is read off the bytes when it is as kube-apiserver writes it. */
export function microTimeAt(text: JsonText, openAt: number): number {
  const ms = usualTimeAt(text.bytes, openAt + 1);
  return Number.isNaN(ms) ? parseMicroTime(text.string(openAt, text.skipString(openAt))) : ms;
}

/** NaN when it has not the usual form: six digits after the point, in UTC (metav1.RFC3339Micro), and a quote behind. */
export function usualTimeAt(bytes: Buffer, at: number): number {
  if (!hasUsualForm(bytes, at)) return Number.NaN;
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  const hour = two(bytes, at + 11);
  const minute = two(bytes, at + 14);
  const second = two(bytes, at + 17);
  const us = number(bytes, at + SECONDS_LENGTH + 1, FRACTION_DIGITS);
  // Not true when one of them is NaN. Days that not every month has are left to Date.
  const isUsual = month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59;
  // Date.UTC takes years below 100 for those of the twentieth century.
  if (!isUsual || !(year >= 1000)) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second) + us / US_PER_MS;
}

const MINUTE_MS = 60_000;
/** `2026-11-24T09:00`, by words */
const MINUTE_LENGTH = 16;
const POINT = 0x2e;
const COLON = 0x3a;
const QUOTED_Z = 0x225a;

/** Reads times as usualTimeAt; faster, for most of them are of the same minute as one before. */
export class MicroTimes {
  readonly #text: JsonText;
  readonly #minute = new Int32Array(MINUTE_LENGTH / 4);
  #minuteMs = Number.NaN;

  constructor(text: JsonText) {
    this.#text = text;
  }

  at(at: number): number {
    const { bytes } = this.#text;
    if (!this.#isMinute(at)) return this.#begin(at);
    const tens = digitAt(bytes, at + 17);
    const second = tens * 10 + digitAt(bytes, at + 18);
    let us = 0;
    let isNumber = tens < 6 && second < 60;
    for (let index = at + 20; index < at + 26; index += 1) {
      const digit = digitAt(bytes, index);
      isNumber &&= digit <= 9;
      us = us * 10 + digit;
    }
    const isUsual =
      isNumber &&
      bytes[at + 16] === COLON &&
      bytes[at + SECONDS_LENGTH] === POINT &&
      (this.#text.word(at + 26) & 0xffff) === QUOTED_Z;
    return isUsual ? this.#minuteMs + second * 1000 + us / US_PER_MS : Number.NaN;
  }

  #isMinute(at: number): boolean {
    const minute = this.#minute;
    const text = this.#text;
    return (
      text.word(at) === minute[0] &&
      text.word(at + 12) === minute[3] &&
      text.word(at + 8) === minute[2] &&
      text.word(at + 4) === minute[1]
    );
  }

  /** Another minute. */
  #begin(at: number): number {
    const ms = usualTimeAt(this.#text.bytes, at);
    if (Number.isNaN(ms)) return ms;
    for (let index = 0; index < this.#minute.length; index += 1) this.#minute[index] = this.#text.word(at + index * 4);
    this.#minuteMs = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
    return ms;
  }
}

/** 0 to 9, and above where it is none. */
function digitAt(bytes: Buffer, at: number): number {
  return ((bytes[at] as number) - ZERO) & 0xff;
}

/** `dddd-dd-ddTdd:dd:dd.ddddddZ"` */
function hasUsualForm(bytes: Buffer, at: number): boolean {
  return (
    bytes[at + 4] === 0x2d &&
    bytes[at + 7] === 0x2d &&
    bytes[at + 10] === 0x54 &&
    bytes[at + 13] === 0x3a &&
    bytes[at + 16] === 0x3a &&
    bytes[at + SECONDS_LENGTH] === 0x2e &&
    bytes[at + SECONDS_LENGTH + 1 + FRACTION_DIGITS] === 0x5a &&
    bytes[at + SECONDS_LENGTH + 2 + FRACTION_DIGITS] === 0x22
  );
}

function two(bytes: Buffer, at: number): number {
  return number(bytes, at, 2);
}

/** NaN when one of the bytes is no digit. */
function number(bytes: Buffer, at: number, length: number): number {
  let value = 0;
  for (let index = at; index < at + length; index += 1) {
    const digit = (bytes[index] as number) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
