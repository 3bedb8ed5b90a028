import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { findOnPath } from '../../src/platform/programs.ts';
import { tempDir } from '../support/cli.ts';
import { processesWith } from '../support/processes.ts';

const noSetpriv = process.platform !== 'linux' || findOnPath('setpriv', process.env['PATH'] ?? '') === undefined;
const PROGRAMS = resolve('dist/platform/programs.js');

test.for([
  ['runCommand', (file: string) => `void runCommand('tail', ['-F', '${file}'])`],
  ['startProgram', (file: string) => `startProgram('tail', ['-F', '${file}'], '${file}.log')`],
] as const)('what %s has started ends with a runner that is killed', async ([name, start], context) => {
  if (noSetpriv) context.skip('a program dies with who started it on Linux, and where setpriv is installed');
  // A file that nobody writes, by whose name its follower is found.
  const file = join(tempDir(), randomUUID());
  const script = `import { ${name} } from '${PROGRAMS}'; ${start(file)}; setInterval(() => {}, 1000);`;
  const runner = execa(process.execPath, ['--input-type=module', '-e', script], { reject: false });
  const followers = (): readonly string[] => processesWith(`tail -F ${file}`).filter((line) => line.startsWith('tail'));
  await expect.poll(followers, { timeout: 30_000 }).toHaveLength(1);
  runner.kill('SIGKILL');
  await runner;
  await expect.poll(followers, { timeout: 10_000 }).toEqual([]);
});
