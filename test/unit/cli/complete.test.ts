import { describe, expect, test } from 'vitest';
import { completions } from '../../../src/cli/complete.ts';

describe('what can stand where a word is typed', () => {
  test.each([
    ['a command', ['si'], ['simulate']],
    ['a command of a command', ['policy', 'l'], ['lint']],
    ['a scenario', ['run', 'quick'], ['quickstart']],
    ['a cluster', ['run', 'quickstart', '--cluster', 'loc'], ['local', 'local-two-apiservers']],
    ['a run', ['open', 'lat'], ['latest']],
    ['an option of the command', ['run', 'quickstart', '--len'], ['--lenient-policy']],
    ['one of all commands', ['list', '--qu'], ['--quiet']],
    ['a file, which the shell knows', ['validate', 's'], []],
    ['nothing behind a command that there is not', ['rnu', 'x'], []],
  ])('%s', async (_name, words, expected) => {
    expect(await completions(words)).toEqual(expected);
  });
});
