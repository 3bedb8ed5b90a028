import { describe, expect, test } from 'vitest';
import { Differences, digestOf } from '../../../src/verify/differences.ts';
import { LogVerifier } from '../../../src/verify/log-verifier.ts';
import { auditLine } from '../../support/audit-lines.ts';

function compare(log: readonly string[], copy: readonly string[]) {
  const verifier = new LogVerifier(digestOf);
  verifier.beginFile('audit.log', null);
  verifier.readLines(Buffer.from(log.join('')), 0);
  const differences = new Differences(verifier);
  differences.beginFile('copy.jsonl');
  differences.readLines(Buffer.from(copy.join('')), 0);
  return differences.findings(({ here }) => log[(here.line ?? 0) - 1]);
}

const LOG = ['a', 'b', 'c', 'd'].map((id, second) => auditLine(id, second));

describe('a second copy', () => {
  test('is the same in any order, with members in any order, one by one or in lists', () => {
    const anew = LOG.map((line) => {
      const { user, ...rest } = JSON.parse(line) as { user: object };
      return { user: Object.fromEntries(Object.entries(user).toReversed()), ...rest };
    }).toReversed();
    expect(compare(LOG, [`${JSON.stringify({ items: anew }, null, 1).replaceAll('\n', ' ')}\n`])).toEqual([]);
  });

  test('lacks events, and has some of its own', () => {
    expect(compare(LOG, [LOG[0] ?? '', auditLine('x', 2), LOG[3] ?? ''])).toEqual([
      {
        check: 'difference',
        severity: 'wrong',
        sentence: 'the second copy has an event that the log has not',
        evidence: [{ file: 'copy.jsonl', line: 2 }],
      },
      {
        check: 'difference',
        severity: 'wrong',
        sentence: 'the log has 2 events that the second copy has not',
        evidence: [
          { file: 'audit.log', line: 2 },
          { file: 'audit.log', line: 3 },
        ],
      },
    ]);
  });

  test('that begins later and ends earlier lacks nothing of before and after', () => {
    expect(compare(LOG, LOG.slice(1, 3))).toEqual([
      expect.objectContaining({
        severity: 'note',
        sentence: 'the log has 2 events of before or after all that the second copy has',
      }),
    ]);
    expect(compare(LOG.slice(1, 3), LOG)).toEqual([]);
  });

  test('has an event otherwise, and its members are named', () => {
    const other = auditLine('b', 1, { user: { username: 'mallory', groups: ['devs', 'admins'] } });
    expect(compare(LOG, LOG.with(1, other))).toEqual([
      {
        check: 'difference',
        severity: 'wrong',
        sentence:
          'an event is another one in the second copy: user.username: "alice" here, "mallory" there; user.groups[1]: nothing here, "admins" there',
        evidence: [
          { file: 'audit.log', line: 2 },
          { file: 'copy.jsonl', line: 2 },
        ],
      },
    ]);
  });

  test('without an event is told', () => {
    expect(compare([], ['nothing\n'])).toEqual([
      expect.objectContaining({ severity: 'wrong', sentence: 'there is no event in the second copy' }),
    ]);
  });
});
