import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/cli.ts';

/** What a user of the library writes: the README shows it whole. */
const PROGRAM = /```ts\n(.*?)```/s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';

/** A folder in which the packed tarball is installed, its dependencies being those of this checkout. */
function installed(): string {
  const dir = tempDir();
  const modules = join(dir, 'node_modules');
  mkdirSync(join(modules, 'audit-bench'), { recursive: true });
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', dir], { encoding: 'utf8' }),
  ) as [{ filename: string }];
  execFileSync('tar', ['-xzf', join(dir, packed.filename), '-C', join(modules, 'audit-bench'), '--strip-components=1']);
  const own = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  for (const name of [...Object.keys(own.dependencies), '@types/node', 'undici-types']) {
    mkdirSync(join(modules, name, '..'), { recursive: true });
    symlinkSync(resolve('node_modules', name), join(modules, name));
  }
  return dir;
}

test('a program in TypeScript runs a scenario with what the package exports, and none of its types is missing', () => {
  const dir = installed();
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(dir, 'program.ts'), PROGRAM);
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
  const options = ['--module', 'nodenext', '--target', 'es2023', '--types', 'node', ...strict];
  execFileSync('node', [resolve('node_modules/typescript/bin/tsc'), ...options, 'program.ts'], {
    cwd: dir,
    encoding: 'utf8',
  });
  mkdirSync(join(dir, 'run'));
  const printed = execFileSync('node', ['program.js', join(dir, 'run')], { cwd: dir, encoding: 'utf8' });
  expect(JSON.parse(printed)).toEqual({ generated: 200, dropped: 0 });
});
