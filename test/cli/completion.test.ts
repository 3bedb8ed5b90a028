import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { findOnPath } from '../../src/platform/programs.ts';
import { runCli, tempDir } from '../support/cli.ts';

/** Asks as a shell does when one presses Tab behind these words, and prints what it would offer. */
const asked = (words: readonly string[]): string =>
  `eval "$(audit-bench completion)"
COMP_WORDS=(audit-bench ${words.join(' ')}); COMP_CWORD=${words.length}
_audit_bench; printf '%s\\n' "\${COMPREPLY[@]}"`;

test.for(['bash', 'zsh'])('%s completes commands, names and options', async (shell, context) => {
  if (findOnPath(shell, process.env['PATH'] ?? '') === undefined)
    context.skip(`no ${shell}: install it to have its completion tried`);
  const bin = tempDir();
  writeFileSync(
    join(bin, 'audit-bench'),
    `#!/bin/sh\nexec '${process.execPath}' '${resolve('bin/audit-bench.js')}' "$@"\n`,
  );
  chmodSync(join(bin, 'audit-bench'), 0o755);
  // Without the files of whoever runs the test.
  const args = shell === 'zsh' ? ['-f', '-c'] : ['--norc', '-c'];
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: bin };
  const offers = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { stdout, stderr } = await execa(shell, [...args, asked(words)], { env });
    expect(stderr).toBe('');
    return stdout.split('\n');
  };
  expect(await offers('simu')).toEqual(['simulate']);
  expect(await offers('run', 'quick')).toEqual(['quickstart']);
  expect(await offers('run', 'quickstart', '--cluster', 'local-')).toEqual(['local-two-apiservers']);
});

test('the script says where it belongs', async () => {
  const { stdout } = await runCli(['completion']);
  expect(stdout).toContain('eval "$(audit-bench completion)"');
});
