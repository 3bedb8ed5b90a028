import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/core/finding.ts';
import { LogVerifier } from '../../../src/verify/log-verifier.ts';
import { auditLine } from '../../support/audit-lines.ts';

interface File {
  readonly name?: string;
  readonly rotatedAt?: number;
  readonly lines: readonly string[];
}

const DAY = Date.parse('2026-11-24T09:00:00Z');

/** Reads the lines in pieces of two, as a window does. */
function verify(...files: readonly File[]): readonly Finding[] {
  const verifier = new LogVerifier();
  for (const [index, { name, rotatedAt, lines }] of files.entries()) {
    verifier.beginFile(name ?? `audit-${index + 1}.log`, rotatedAt === undefined ? null : DAY + rotatedAt * 1000);
    let before = 0;
    for (let at = 0; at < lines.length; at += 2)
      before += verifier.readLines(Buffer.from(lines.slice(at, at + 2).join('')), before);
    verifier.endFile({ damage: null, tooLong: 0 });
  }
  return verifier.findings();
}

const received = (id: string, second: number, changes = {}): string =>
  auditLine(id, second, { stage: 'RequestReceived', ...changes });

describe('a log that is as it was written', () => {
  test('has no finding, whatever its stages are', () => {
    const lines = [received('a', 0), auditLine('a', 1), received('b', 100), received('c', 101), auditLine('c', 102)];
    expect(verify({ lines })).toEqual([]);
  });

  test('a watch that has not ended is no finding, and neither is a request of the last minute', () => {
    const lines = [
      received('w', 0, { verb: 'watch' }),
      received('s', 1),
      auditLine('s', 2, { stage: 'ResponseStarted' }),
      received('late', 290),
      auditLine('x', 300),
    ];
    expect(verify({ lines })).toEqual([expect.objectContaining({ severity: 'note', check: 'pair' })]);
  });
});

describe('a log that is not', () => {
  test.each(['{"a":}', '{"a":tru}', '{"a":"\u0001"}', '{"a":"\\x"}', '{"a" 1}'])(
    'a line that is broken in its request object (%s) is told, though nobody reads that',
    (requestObject) => {
      const broken = auditLine('b', 1).replace('"verb":', `"requestObject":${requestObject},"verb":`);
      expect(verify({ lines: [auditLine('a', 0), broken, auditLine('c', 2)] })).toEqual([
        expect.objectContaining({ check: 'unreadable', evidence: [{ file: 'audit-1.log', line: 2 }] }),
      ]);
    },
  );

  test('a line that is no event is told with its place and why, and the next one is read', () => {
    const lines = [auditLine('a', 0), '{"auditID":"x"}\n', auditLine('b', 1).slice(0, 50) + '\n', auditLine('c', 2)];
    expect(verify({ lines })).toEqual([
      {
        check: 'unreadable',
        severity: 'wrong',
        sentence: 'no audit event: an event without stage',
        evidence: [{ file: 'audit-1.log', line: 2 }],
      },
      {
        check: 'unreadable',
        severity: 'wrong',
        sentence: 'no audit event: the line ends in the middle of an event',
        evidence: [{ file: 'audit-1.log', line: 3 }],
      },
    ]);
  });

  test('an event that stands there twice', () => {
    expect(verify({ lines: [auditLine('a', 0), auditLine('b', 1)] }, { lines: [auditLine('a', 2)] })).toEqual([
      {
        check: 'duplicate',
        severity: 'wrong',
        sentence: 'an event stands in the log twice (the same audit ID and stage)',
        evidence: [{ file: 'audit-2.log', line: 1 }],
      },
    ]);
  });

  test('a request that was received and has no end', () => {
    expect(verify({ lines: [received('a', 0), received('b', 1), auditLine('b', 2), auditLine('z', 100)] })).toEqual([
      {
        check: 'pair',
        severity: 'wrong',
        sentence: 'a request was received and has no end (ResponseComplete or Panic)',
        evidence: [{ file: 'audit-1.log', line: 1 }],
      },
      {
        check: 'pair',
        severity: 'note',
        sentence:
          'a request ended and was never received: the policy may leave RequestReceived out for it, else its first line is gone',
        evidence: [{ file: 'audit-1.log', line: 4 }],
      },
    ]);
  });

  test('numbers of a load that are not there, up to the highest that is', () => {
    const numbers = [1, 2, 5, 6, 9, 7];
    const lines = numbers.map((number) => auditLine(`ab-abc123-m${number}`, number));
    expect(verify({ lines })).toEqual([
      {
        check: 'gap',
        severity: 'wrong',
        sentence: 'trial abc123: of the requests of its measured load, numbered 1 to 9, 3 have no event: 3 to 4, 8',
        evidence: [
          { file: 'audit-1.log', line: 3 },
          { file: 'audit-1.log', line: 5 },
        ],
      },
    ]);
  });

  test('events that stand behind later ones', () => {
    expect(verify({ lines: [auditLine('a', 0), auditLine('b', 60), auditLine('c', 10), auditLine('d', 58)] })).toEqual([
      {
        check: 'order',
        severity: 'wrong',
        sentence: 'an event stands behind later ones, by up to 50 s',
        evidence: [{ file: 'audit-1.log', line: 3 }],
      },
    ]);
  });

  test('a file that is missing between two: the next one does not begin where rotation ended the one before', () => {
    const from = (second: number): string[] =>
      Array.from({ length: 4 }, (_, at) => auditLine(`e${second + at}`, second + at));
    expect(verify({ lines: from(0), rotatedAt: 4 }, { lines: from(5) })).toEqual([]);
    expect(verify({ lines: from(0), rotatedAt: 4 }, { lines: from(30) })).toEqual([
      {
        check: 'hole',
        severity: 'wrong',
        sentence:
          'nothing was written for 26 s between two files (inside the files it is 1 s at most): a file between them is missing, or rotation removed it',
        evidence: [
          { file: 'audit-1.log', line: 4 },
          { file: 'audit-2.log', line: 1 },
        ],
      },
    ]);
  });

  test('lists of events, as a receiver writes them down, are read as well', () => {
    const list = (...ids: readonly string[]): string =>
      `${JSON.stringify({ kind: 'EventList', items: ids.map((id) => JSON.parse(auditLine(id, 0)) as object) })}\n`;
    expect(verify({ lines: [list('a', 'b'), list(), list('b')] })).toEqual([
      expect.objectContaining({ check: 'duplicate', evidence: [{ file: 'audit-1.log', line: 3 }] }),
    ]);
  });
});
