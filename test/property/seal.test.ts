import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditLine } from '../support/audit-lines.ts';
import type { Finding } from '../../src/core/finding.ts';
import { formatCount } from '../../src/core/units.ts';
import { MalformedSeal, readSeal } from '../../src/verify/seal/seal-file.ts';
import { SealChecker, type SealedFront } from '../../src/verify/seal/seal-checker.ts';
import { Sealer } from '../../src/verify/seal/sealer.ts';
import { isSignatureOf, signSeal } from '../../src/verify/seal/signature.ts';

type Log = readonly (readonly string[])[];

function seal(files: Log): string {
  let text = '';
  const sealer = new Sealer((record) => void (text += `${JSON.stringify(record)}\n`), '2026-11-24T09:00:00.000Z');
  for (const [index, lines] of files.entries()) {
    sealer.beginFile(`audit-${index}.log`);
    for (let at = 0; at < lines.length; at += 7) sealer.readLines(Buffer.from(lines.slice(at, at + 7).join('')));
  }
  sealer.end();
  return text;
}

function check(files: Log, sealText: string, front: SealedFront = 'must be there'): readonly Finding[] {
  const checker = new SealChecker(readSeal(sealText), front);
  for (const [index, lines] of files.entries()) {
    checker.beginFile(`audit-${index}.log`);
    for (let at = 0; at < lines.length; at += 5) checker.readLines(Buffer.from(lines.slice(at, at + 5).join('')));
  }
  return checker.findings();
}

const LOG: Log = [0, 1, 2].map((file) =>
  Array.from({ length: [1500, 3, 700][file] ?? 0 }, (_, line) => auditLine(`${file}-${line}`, file * 1500 + line)),
);
const SEAL = seal(LOG);
const LINES = LOG.flat().length;

interface Tampered {
  readonly log: Log;
  readonly file: number;
  /** From 1: where it must be told. */
  readonly line: number;
}

/** Anywhere, one byte altered (never into a line end), a line removed, added, or changed with another. */
const tampering = fc
  .record({
    file: fc.constantFrom(0, 0, 1, 2, 2),
    line: fc.nat(),
    other: fc.nat(),
    byte: fc.nat(),
    to: fc.integer({ min: 0x20, max: 0x7e }),
    how: fc.constantFrom('alter', 'remove', 'add', 'swap'),
  })
  .map(({ file, line, other, byte, to, how }): Tampered => {
    const lines = [...(LOG[file] ?? [])];
    const at = line % lines.length;
    const old = lines[at] ?? '';
    if (how === 'remove') {
      lines.splice(at, 1);
    } else if (how === 'add') {
      lines.splice(at, 0, auditLine('forged', at));
    } else if (how === 'swap') {
      const with_ = other % lines.length === at ? (at + 1) % lines.length : other % lines.length;
      lines[at] = lines[with_] ?? '';
      lines[with_] = old;
      return { log: LOG.with(file, lines), file, line: Math.min(at, with_) + 1 };
    } else {
      const place = byte % (old.length - 1);
      const forged = String.fromCharCode(old.charCodeAt(place) === to ? to ^ 1 : to);
      lines[at] = old.slice(0, place) + forged + old.slice(place + 1);
    }
    return { log: LOG.with(file, lines), file, line: at + 1 };
  });

describe('a seal', () => {
  test.each([1, 2])(
    'where the front may be gone, %i files less hold, and an altered line behind them is found',
    (gone) => {
      const left = LOG.slice(gone);
      const before = LOG.slice(0, gone).flat().length;
      const [held] = check(left, SEAL, 'may be gone');
      expect(held).toMatchObject({ severity: 'note' });
      expect(held?.sentence).toContain(`the ${formatCount(before)} before them have gone with their files`);
      expect(check(left, SEAL)[0]?.severity).toBe('wrong');
      const altered = left.map((lines) => lines.with(1, (lines[1] ?? '').replace('alice', 'alicf')));
      expect(check(altered, SEAL, 'may be gone')[0]?.severity).toBe('wrong');
      // Lines that are gone from the middle of a file are no rotation.
      expect(check([(left[0] ?? []).slice(1), ...left.slice(1)], SEAL, 'may be gone')[0]?.severity).toBe('wrong');
    },
  );

  test('holds for the log that was sealed, and for one that has grown since', () => {
    const [finding] = check(LOG, SEAL);
    expect(finding).toEqual({
      check: 'seal',
      severity: 'note',
      sentence: `each of 2,203 lines is as it was when it was sealed (2026-11-24T09:00:00.000Z)`,
      evidence: [],
    });
    const [grown] = check([...LOG, [auditLine('new', 0)]], SEAL);
    expect(grown?.sentence).toMatch(/; 1 line came since and is not sealed$/);
    expect(grown?.severity).toBe('note');
  });

  test('every single tampering is found, and placed at its line', () => {
    fc.assert(
      fc.property(tampering, ({ log, file, line }) => {
        const [finding] = check(log, SEAL);
        expect(finding?.severity).toBe('wrong');
        const removedAtTheEnd = line > (log[file]?.length ?? 0);
        // What was removed at the end of a file is seen where the next one begins, or as a cut.
        const place = !removedAtTheEnd
          ? { file: `audit-${file}.log`, line }
          : file === 2
            ? { file: 'audit-2.log', line: line - 1 }
            : { file: `audit-${file + 1}.log`, line: 1 };
        expect(finding?.evidence).toEqual([place]);
      }),
      { numRuns: Number(process.env['AUDIT_BENCH_TAMPERINGS'] ?? 300) },
    );
  });

  test.each([
    [
      'a cut end',
      LOG.with(2, (LOG[2] ?? []).slice(0, 650)),
      `the last 50 of 2,203 sealed lines are cut off, then audit-2.log:651`,
    ],
    [
      'a file that is gone',
      [LOG[0] ?? [], LOG[2] ?? []],
      '3 lines were removed before this one (sealed as line 1,501 of 2,203, then audit-1.log:1)',
    ],
    [
      'two lines more',
      LOG.with(1, [...(LOG[1] ?? []).slice(0, 1), auditLine('x', 1), auditLine('y', 1), ...(LOG[1] ?? []).slice(1)]),
      '2 lines were added here, before what was sealed as line 1,502 of 2,203, then audit-1.log:2',
    ],
    [
      'neighbours that changed places',
      LOG.with(1, [LOG[1]?.[1] ?? '', LOG[1]?.[0] ?? '', LOG[1]?.[2] ?? '']),
      'this line and the next changed places (sealed as line 1,501 of 2,203, then audit-1.log:1)',
    ],
    [
      'a line that was altered',
      LOG.with(2, ['{}\n', ...(LOG[2] ?? []).slice(1)]),
      'this line was altered, or another put in its place (sealed as line 1,504 of 2,203, then audit-2.log:1)',
    ],
    [
      'another log',
      [[auditLine('z', 1), auditLine('zz', 1)]],
      'from this line on the log is not what was sealed (sealed as line 1 of 2,203, then audit-0.log:1)',
    ],
  ])('%s is told as what it is', (_, log, sentence) => {
    expect(check(log, SEAL)).toEqual([expect.objectContaining({ severity: 'wrong', sentence })]);
  });

  test('marks that were forged do not get past the checkpoint behind them', () => {
    const forged = [auditLine('forged', 0), ...(LOG[0] ?? []).slice(1)];
    const marksOf = (text: string): string => (JSON.parse(text.split('\n')[2] ?? '') as { marks: string }).marks;
    const own = marksOf(SEAL);
    const sealText = SEAL.replace(own, marksOf(seal(LOG.with(0, forged))));
    expect(check(LOG.with(0, forged), sealText)).toEqual([
      {
        check: 'seal',
        severity: 'wrong',
        sentence: 'one of the 1,024 lines up to here was altered',
        evidence: [{ file: 'audit-0.log', line: 1024 }],
      },
    ]);
  });

  test('a line that is still being written is not sealed', () => {
    expect(readSeal(seal([['a\n', 'b']])).lines).toBe(1);
    expect(check([['a\n', 'b\n']], seal([['a\n', 'b']]))[0]?.severity).toBe('note');
  });

  test('an empty log has one as well', () => {
    expect(check([[]], seal([[]]))[0]?.sentence).toMatch(/^each of 0 lines is/);
  });

  test.each([
    ['', 'it is empty'],
    ['{"file":"a"}\n', 'line 1: out of place'],
    ['nothing\n', 'line 1: is no JSON'],
    ['{"seal":"v2","createdAt":"now"}\n', 'line 1: a seal of version v2, not audit-bench/v1'],
    [SEAL.split('\n').slice(0, 3).join('\n'), 'its end is missing: it was cut, or is still being written'],
    [SEAL.replace(`"lines":${LINES},`, '"lines":7,'), 'line 9: is of 7 lines, and 2203 are sealed'],
  ])('what is no seal is refused with its line: %.20s', (text, why) => {
    expect(() => readSeal(text)).toThrow(new MalformedSeal(why));
  });
});

describe('a signature', () => {
  const pair = () =>
    generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });

  test('holds for the seal that was signed and no other, and for its own key alone', () => {
    const { privateKey, publicKey } = pair();
    const signature = signSeal(SEAL, privateKey);
    expect(isSignatureOf(`${signature}\n`, SEAL, publicKey)).toBe(true);
    expect(isSignatureOf(signature, SEAL.replace('audit-0', 'audit-9'), publicKey)).toBe(false);
    expect(isSignatureOf(signature, SEAL, pair().publicKey)).toBe(false);
  });
});
