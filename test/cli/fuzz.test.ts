import { resolve } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const INPUTS = 2000;
const TARGETS = 12;

test('readers of what others wrote answer damaged inputs within a second and without a stack trace', async () => {
  // Of some other day: the bench takes 100,000 of each, and prints the seed of what failed.
  const args = [resolve('bench/fuzz.js'), '--inputs', String(INPUTS), '--seed', '20260131'];
  const { exitCode, stdout } = await execa(process.execPath, args, { reject: false });
  expect(stdout).toMatch(/seed 20260131: no failure$/);
  expect(stdout.match(new RegExp(`: ${INPUTS} inputs, `, 'g'))).toHaveLength(TARGETS);
  expect(exitCode).toBe(0);
});
