import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProgram } from '../../../src/platform/programs.ts';
import { tempDir } from '../../support/cli.ts';
import { processesWith } from '../../support/processes.ts';

/** A file that nobody writes, by whose name its followers are found. */
const followed = (): string => join(tempDir(), randomUUID());

test.each(['stop', 'kill'] as const)('%s ends the programs of a pipeline with their shell', async (how) => {
  const file = followed();
  const program = startProgram('sh', ['-c', `tail -F ${file} | cat`], join(tempDir(), 'log'));
  await expect.poll(() => processesWith(`tail -F ${file}`).some((line) => line.startsWith('tail'))).toBe(true);
  await (how === 'stop' ? program.stop(10_000) : program.kill());
  await expect.poll(() => processesWith(file)).toEqual([]);
  expect(await program.ended).toBe(how === 'stop' ? 'SIGTERM' : 'SIGKILL');
});

test('what a program that ended by itself has left is ended with it', async () => {
  const file = followed();
  const program = startProgram('sh', ['-c', `tail -F ${file} & exit 7`], join(tempDir(), 'log'));
  expect(await program.ended).toBe('status 7');
  await program.stop(10_000);
  await expect.poll(() => processesWith(file)).toEqual([]);
});
