import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanEventList } from '../../src/sinks/webhook/event-scanner.ts';
import { MalformedEventList } from '../../src/sinks/webhook/json-cursor.ts';
import { microTimeBetween, parseMicroTime } from '../../src/sinks/webhook/micro-time.ts';

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

  test('timestamps read off the bytes are those that Date reads, in every form', () => {
    const digits = fc.stringMatching(/^\d{0,9}$/).map((text) => (text === '' ? '' : `.${text}`));
    const two = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, '0'));
    const form = fc
      .tuple(
        fc.integer({ min: 0, max: 9999 }),
        two,
        two,
        two,
        two,
        two,
        digits,
        fc.constantFrom('Z', '+02:00', '', 'z'),
      )
      .map(
        ([year, month, day, hour, minute, second, fraction, zone]) =>
          `${String(year).padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone}`,
      );
    const usual = fc
      .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().replace('Z', '456Z'));
    fc.assert(
      fc.property(fc.oneof(form, usual, fc.string()), (text) => {
        const quoted = Buffer.from(JSON.stringify(text));
        expect(microTimeBetween(quoted, 0, quoted.length)).toBe(parseMicroTime(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('microseconds are kept', () => {
    expect(parseMicroTime('2026-11-24T09:00:00.123456Z')).toBeCloseTo(
      Date.parse('2026-11-24T09:00:00.123Z') + 0.456,
      3,
    );
  });
});
