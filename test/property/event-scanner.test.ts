import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedEventList, parseMicroTime, scanEventList } from '../../src/sinks/webhook/event-scanner.ts';

const tricky = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"auditID":"x"', '\\"stage\\":', '{"auditID":"y"}', '\\', '"', ']}', 'é\u2028𝄞', '\n\t', 'auditID'),
);
const nested: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    tricky,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(tricky, fc.constantFrom('auditID', 'stage', 'level', 'items')), tie('value'), {
      maxKeys: 3,
    }),
  ),
})).value;
const event = fc.record(
  {
    requestObject: nested,
    auditID: tricky,
    stage: fc.constantFrom('RequestReceived', 'ResponseComplete', 'Panic'),
    annotations: nested,
    level: fc.constantFrom('Metadata', 'RequestResponse'),
    stageTimestamp: fc.constantFrom('2026-11-24T09:00:00.123456Z', '2026-11-24T09:00:00Z', '2026-11-24T09:00:00.5Z'),
    objectRef: nested,
  },
  { requiredKeys: ['stage', 'level', 'stageTimestamp'] },
);
const list = fc.record({ metadata: nested, items: fc.array(event, { maxLength: 5 }), kind: fc.constant('EventList') });
const spaces = fc.constantFrom(undefined, 1, '\t', ' \n');

describe('the scanner of event lists', () => {
  test('reads what JSON.parse reads, on hostile bodies', () => {
    fc.assert(
      fc.property(list, spaces, (body, space) => {
        const text = JSON.stringify(body, null, space);
        const parsed = JSON.parse(text) as {
          items: { auditID?: string; stage: string; level: string; stageTimestamp: string }[];
        };
        const scanned = scanEventList(Buffer.from(text));
        expect(scanned.map(({ auditId, stage, level, stageMs }) => ({ auditId, stage, level, stageMs }))).toEqual(
          parsed.items.map((item) => ({
            auditId: item.auditID ?? '',
            stage: item.stage,
            level: item.level,
            stageMs: parseMicroTime(item.stageTimestamp),
          })),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('sizes add up to the items of the body', () => {
    const items = [{ auditID: 'a' }, { auditID: 'b', requestObject: { x: [1, 2] } }];
    const scanned = scanEventList(Buffer.from(JSON.stringify({ items })));
    expect(scanned.map(({ sizeBytes }) => sizeBytes)).toEqual(items.map((item) => JSON.stringify(item).length));
  });

  test('a cut body is refused, wherever it is cut', () => {
    const body = Buffer.from(JSON.stringify({ kind: 'EventList', items: [{ auditID: 'a"b\\', stage: 'Panic' }, {}] }));
    for (let length = 0; length < body.length; length += 1) {
      expect(() => scanEventList(body.subarray(0, length))).toThrow(MalformedEventList);
    }
  });

  test('keys with escapes are the keys that they spell', () => {
    expect(scanEventList(Buffer.from('{"items":[{"\\u0061uditID":"x"}]}'))[0]?.auditId).toBe('x');
  });

  test('microseconds are kept', () => {
    expect(parseMicroTime('2026-11-24T09:00:00.123456Z')).toBeCloseTo(
      Date.parse('2026-11-24T09:00:00.123Z') + 0.456,
      3,
    );
  });
});
