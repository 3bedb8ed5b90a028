import { afterEach, expect, test, vi } from 'vitest';
import { note } from '../../../src/cli/output.ts';

/** What stderr is, as Node says it. */
function stderrIs(terminal: { readonly isTTY: boolean; readonly columns: number | undefined }): void {
  for (const [name, value] of Object.entries(terminal))
    Object.defineProperty(process.stderr, name, { value, configurable: true });
}

const before = { isTTY: process.stderr.isTTY, columns: process.stderr.columns };
afterEach(() => {
  stderrIs(before);
  vi.restoreAllMocks();
});

test.each([
  ['a terminal', { isTTY: true, columns: 30 }, 'Replay of a.log: left out are\n2: exec'],
  ['no terminal', { isTTY: false, columns: undefined }, 'Replay of a.log: left out are 2: exec'],
])('what is said beside an answer, on %s', (_, terminal, said) => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => {});
  stderrIs(terminal);
  note('Replay of a.log: left out are 2: exec');
  expect(written.mock.calls).toEqual([[said]]);
});
