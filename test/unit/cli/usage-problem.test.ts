import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import { usageProblem } from '../../../src/cli/usage-problem.ts';
import { formatProblem } from '../../../src/core/errors.ts';

const said = (message: string, line: string, options: readonly string[] = []): string =>
  formatProblem(usageProblem(message, { words: line.split(' '), commands: COMMANDS, options }));

describe('wrong usage in our own words', () => {
  test.each([
    [
      'a name that is missing, with an example',
      'Not enough non-option arguments: got 0, need at least 1',
      'run',
      'run: which scenario?\n  hint: such as: audit-bench run quickstart',
    ],
    [
      'one that a command of a command wants',
      'Not enough non-option arguments: got 0, need at least 1',
      'policy lint',
      'policy lint: which policies?\n  hint: such as: audit-bench policy lint policy.yaml',
    ],
    [
      'a command that there is not',
      'Unknown argument: simulat',
      'simulat x',
      'simulat: there is no such command\n  hint: did you mean simulate?',
    ],
    [
      'one that is like none',
      'Unknown argument: bananas',
      'bananas',
      'bananas: there is no such command\n  hint: audit-bench --help lists the commands',
    ],
    [
      'one of a command',
      'Unknown arguments: x, lnt',
      'policy lnt x',
      'lnt: there is no such command of policy\n  hint: did you mean lint?',
    ],
    [
      'a name too many',
      'Unknown argument: b',
      'run a b',
      'run: one word too many: "b"\n  hint: audit-bench run --help says what it takes',
    ],
    ['a value that is missing', 'Not enough arguments following: set', 'run a --set', '--set: a value is missing'],
    [
      'a value that is none of those',
      'Invalid values:\n  Argument: format, Given: "kubadm", Choices: "flags", "kubeadm"',
      'flags a --format kubadm',
      '--format: expected one of flags, kubeadm, got "kubadm"\n  hint: did you mean kubeadm?',
    ],
  ])('%s', (_name, message, line, expected) => {
    expect(said(message, line)).toBe(expected);
  });

  test('an option that there is not, with the nearest of that command', () => {
    const options = ['cluster', 'out', 'lenient-policy'];
    expect(said('Unknown arguments: lenient-polcy, lenientPolcy', 'run a --lenient-polcy', options)).toBe(
      '--lenient-polcy: there is no such option of run\n  hint: did you mean --lenient-policy?',
    );
    expect(said('Unknown argument: zzzzzz', 'run a --zzzzzz=3', options)).toBe(
      '--zzzzzz: there is no such option of run\n  hint: audit-bench run --help says what it takes',
    );
  });
});

test('every command has two examples and a doc that is there', async () => {
  const { existsSync } = await import('node:fs');
  for (const { examples, doc, usage } of COMMANDS) {
    expect(examples.length, usage).toBeGreaterThanOrEqual(2);
    expect(existsSync(doc), doc).toBe(true);
  }
});
