import { describe, expect, test } from 'vitest';
import { auditId, parseAuditId, REQUEST_KINDS, type RequestKind, trialKeyFrom } from '../../../src/core/audit-id.ts';

describe('audit IDs', () => {
  for (const kind of Object.keys(REQUEST_KINDS) as RequestKind[]) {
    test(`${kind}: what is written is read`, () => {
      expect(parseAuditId(auditId('a1b2c3', kind, 42))).toEqual({ trialKey: 'a1b2c3', kind, number: 42 });
    });
  }

  test('letters of kinds are unique', () => {
    expect(new Set(Object.values(REQUEST_KINDS)).size).toBe(Object.keys(REQUEST_KINDS).length);
  });

  test('a warm-up of a trial whose key begins with m is a warm-up', () => {
    expect(parseAuditId(auditId('m00000', 'warmup', 1))?.kind).toBe('warmup');
  });

  for (const foreign of [
    '',
    'ab-',
    'ab-a1b2c3-m',
    'ab-a1b2c-m1',
    'ab-a1b2c3-x1',
    'ab-a1b2c3-m1x',
    ' ab-a1b2c3-m1',
    '4f7a…',
  ]) {
    test(`"${foreign}" is not ours`, () => expect(parseAuditId(foreign)).toBeNull());
  }

  test('keys have six letters or digits, whatever the random number', () => {
    expect([0, 0.5, 1 - 2 ** -53].map(trialKeyFrom)).toEqual(['000000', 'i00000', 'zzzzzz']);
  });
});
