import { describe, expect, test } from 'vitest';
import { Brake } from '../../../../src/load/sending/brake.ts';

/** Answers of 10 ms each, one every 10 ms, until it is known what is usual. */
function runningBrake(): Brake {
  const brake = new Brake();
  for (let number = 0; number < 50; number += 1) brake.answered(200, 10, number * 10);
  return brake;
}

describe('a brake', () => {
  test('holds nothing back while all is as usual', () => {
    const brake = runningBrake();
    expect(brake.holds(600)).toBe(false);
    expect(brake.held).toBe(0);
  });

  test('holds back for a second after a 429, and twice as long after the next', () => {
    const brake = runningBrake();
    brake.answered(429, 5, 1000);
    expect([1000, 1999, 2000].map((ms) => brake.holds(ms))).toEqual([true, true, false]);
    brake.answered(429, 5, 2100);
    expect([4099, 4100].map((ms) => brake.holds(ms))).toEqual([true, false]);
    expect(brake.held).toBe(3);
  });

  test('several 429 of the same moment are one trouble', () => {
    const brake = runningBrake();
    for (const ms of [1000, 1001, 1002]) brake.answered(429, 5, ms);
    expect(brake.holds(2000)).toBe(false);
  });

  test('begins with a second again after a pause without trouble', () => {
    const brake = runningBrake();
    brake.answered(429, 5, 1000);
    brake.answered(429, 5, 2100);
    brake.answered(429, 5, 60_000);
    expect([60_999, 61_000].map((ms) => brake.holds(ms))).toEqual([true, false]);
  });

  test('holds back when answers take four times as long as at first, and 100 ms longer', () => {
    const slow = runningBrake();
    for (let number = 0; number < 20; number += 1) slow.answered(200, 150, 1000 + number);
    expect(slow.holds(1019)).toBe(true);
    const little = runningBrake();
    for (let number = 0; number < 40; number += 1) little.answered(200, 100, 1000 + number);
    expect(little.holds(1039)).toBe(false);
  });

  test('a single slow answer is no trouble', () => {
    const brake = runningBrake();
    for (let number = 0; number < 40; number += 1) brake.answered(200, number === 30 ? 5000 : 12, 1000 + number);
    expect(brake.holds(1040)).toBe(false);
  });
});
