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
