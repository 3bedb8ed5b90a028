import { QUOTE, textBetween } from './json-cursor.ts';

const ZERO = 0x30;
/** `2026-11-24T09:00:00` */
const SECONDS_LENGTH = 19;

/** RFC 3339 with microseconds (metav1.MicroTime) as epoch ms with fractions; NaN when it is none. */
export function parseMicroTime(timestamp: string): number {
  const secondMs = Date.parse(`${timestamp.slice(0, SECONDS_LENGTH)}Z`);
  const fraction = /^\.(\d+)Z$/.exec(timestamp.slice(SECONDS_LENGTH));
  if (fraction !== null) return secondMs + Number(`0.${fraction[1]}`) * 1000;
  return timestamp.charAt(SECONDS_LENGTH) === 'Z' ? secondMs : Date.parse(timestamp);
}

/** The same, read off the bytes of a quoted timestamp in the form that kube-apiserver writes; others take the long way. */
export function microTimeBetween(body: Buffer, start: number, end: number): number {
  const at = start + 1;
  const digits = end - 2 - (at + SECONDS_LENGTH + 1);
  if (digits < 1 || digits > 9 || !hasForm(body, at, end)) return parseMicroTime(textBetween(body, start, end));
  const month = two(body, at + 5);
  const day = two(body, at + 8);
  const hour = two(body, at + 11);
  const minute = two(body, at + 14);
  const second = two(body, at + 17);
  const fraction = number(body, at + SECONDS_LENGTH + 1, digits);
  const year = two(body, at) * 100 + two(body, at + 2);
  // Also true when one of them is NaN. Days that not every month has are left to Date.
  const usual = month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59;
  if (!usual || !(year >= 1000) || Number.isNaN(fraction)) return parseMicroTime(textBetween(body, start, end));
  return Date.UTC(year, month - 1, day, hour, minute, second) + (fraction / 10 ** digits) * 1000;
}

/** `dddd-dd-ddTdd:dd:dd.d…dZ"` */
function hasForm(body: Buffer, at: number, end: number): boolean {
  return (
    body[at + 4] === 0x2d &&
    body[at + 7] === 0x2d &&
    body[at + 10] === 0x54 &&
    body[at + 13] === 0x3a &&
    body[at + 16] === 0x3a &&
    body[at + SECONDS_LENGTH] === 0x2e &&
    body[end - 2] === 0x5a &&
    body[end - 1] === QUOTE
  );
}

function two(body: Buffer, at: number): number {
  return number(body, at, 2);
}

/** NaN when one of the bytes is no digit. */
function number(body: Buffer, at: number, length: number): number {
  let value = 0;
  for (let index = at; index < at + length; index += 1) {
    const digit = (body[index] as number) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
