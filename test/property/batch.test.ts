import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventRecord } from '../../src/core/records.ts';
import { readBatch } from '../../src/events/batch.ts';
import { JsonText } from '../../src/events/json-text.ts';
import { MalformedEventList } from '../../src/events/malformed.ts';
import { microTimeAt, parseMicroTime } from '../../src/events/micro-time.ts';

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
const cuts = fc.array(fc.nat({ max: 2_000 }), { maxLength: 4 });
const STAMP = '2026-11-24T09:00:00.123456Z';

/** The pieces of a body that is cut at these places. */
function pieces(body: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.filter((place) => place < body.length).sort((a, b) => a - b), body.length];
  return ends.map((end, index) => body.subarray(ends[index - 1] ?? 0, end));
}

function recordsOf(body: string | Buffer): EventRecord[] {
  return JSON.parse(`[${readBatch([Buffer.from(body)]).records.toString()}]`) as EventRecord[];
}

const listOf = (...items: readonly object[]): string => JSON.stringify({ kind: 'EventList', items });

describe('a batch of audit events', () => {
  test('of two members called items the last counts, as JSON.parse has it', () => {
    const one = JSON.stringify({ auditID: 'a', stage: 'ResponseComplete', level: 'Metadata', stageTimestamp: STAMP });
    const two = one.replace('"a"', '"b"');
    expect(recordsOf(`{"items":[${one}],"items":[${two},${two}]}`).map(([id]) => id)).toEqual(['b', 'b']);
    for (const last of ['[]', 'null', '{}', '5']) expect(recordsOf(`{"items":[${one}],"items":${last}}`)).toEqual([]);
    expect(readBatch([Buffer.from(`{"items":[${one},${one}],"items":[${two}]}`)])).toMatchObject({
      stageMs: { length: 1 },
    });
  });

  test('is recorded as JSON.parse reads it, whatever it holds and in whatever pieces it comes', () => {
    fc.assert(
      fc.property(list, spaces, cuts, (body, space, places) => {
        const text = JSON.stringify(body, null, space);
        const parsed = JSON.parse(text) as {
          items: { auditID?: string; stage: string; level: string; stageTimestamp: string }[];
        };
        const { records, bodyBytes, stageMs } = readBatch(pieces(Buffer.from(text), places));
        const recorded = JSON.parse(`[${records.toString()}]`) as EventRecord[];
        expect(bodyBytes).toBe(Buffer.byteLength(text));
        expect(recorded.map(([auditID, stage, , level]) => ({ auditID, stage, level }))).toEqual(
          parsed.items.map(({ auditID, stage, level }) => ({ auditID: auditID ?? '', stage, level })),
        );
        expect(stageMs).toEqual(parsed.items.map(({ stageTimestamp }) => parseMicroTime(stageTimestamp)));
        recorded.forEach(([, , ms], index) => expect(ms).toBeCloseTo(stageMs[index] as number, 3));
      }),
      { numRuns: 500 },
    );
  });

  test('has the size of every event', () => {
    const items = [
      { auditID: 'a', stageTimestamp: STAMP },
      { auditID: 'b', requestObject: { x: [1, 2] }, stageTimestamp: STAMP },
      { auditID: 'c', requestObject: 'x'.repeat(100_000), stageTimestamp: STAMP },
    ];
    expect(recordsOf(listOf(...items)).map(([, , , , sizeBytes]) => sizeBytes)).toEqual(
      items.map((item) => JSON.stringify(item).length),
    );
  });

  test('is refused when it was cut, wherever, also where a longer one was read before', () => {
    const body = Buffer.from(listOf({ auditID: 'a"b\\', stage: 'Panic', stageTimestamp: STAMP, code: 200 }));
    expect(recordsOf(body)).toHaveLength(1);
    for (let length = body.length - 1; length >= 0; length -= 1) {
      expect(() => readBatch([body.subarray(0, length)]), `${length} bytes`).toThrow(MalformedEventList);
    }
  });

  test('is refused with what JSON allows in no string', () => {
    const broken = ['a\\qb', 'a\\u12', 'a\nb', 'a\u0000'];
    for (const id of broken) {
      const body = `{"items":[{"auditID":"${id}","stageTimestamp":"${STAMP}"}]}`;
      expect(() => recordsOf(body), JSON.stringify(id)).toThrow(MalformedEventList);
    }
  });

  test('is refused when an event has no time', () => {
    expect(() => recordsOf(listOf({ auditID: 'a' }))).toThrow('an event without stageTimestamp');
    expect(() => recordsOf(listOf({ stageTimestamp: 'yesterday' }))).toThrow('a stageTimestamp that is no time');
  });

  test('counts its events by the letter in their Audit-ID', () => {
    const ids = ['ab-abcdef-m1', 'ab-abcdef-m22', 'ab-abcdef-s1-ready', 'ab-abcdef-', 'ab-abcdefgh-m1', 'm', ''];
    const { byKind } = readBatch([Buffer.from(listOf(...ids.map((auditID) => ({ auditID, stageTimestamp: STAMP }))))]);
    expect([...byKind]).toEqual([
      ['other', 4],
      ['m', 2],
      ['s', 1],
    ]);
  });

  test('keys with escapes are the keys that they spell', () => {
    const body = `{"it\\u0065ms":[{"\\u0061uditID":"x","stageTimestamp":"${STAMP}"}]}`;
    expect(recordsOf(body)[0]?.[0]).toBe('x');
  });

  test('bytes that are no UTF-8 are read as every reader of UTF-8 reads them', () => {
    const body = Buffer.from(listOf({ auditID: 'a?b', stageTimestamp: STAMP }));
    body[body.indexOf('?')] = 0xff;
    expect(recordsOf(body)[0]?.[0]).toBe('a\ufffdb');
  });

  test('a string that grows when it is spelled anew leaves room for the others', () => {
    const body = Buffer.from(
      listOf({
        auditID: `\n${'?'.repeat(100_000)}`,
        stage: 'x'.repeat(150_000),
        stageTimestamp: STAMP,
        level: 'Metadata',
      }),
    );
    body.fill(0xff, body.indexOf('?'), body.lastIndexOf('?') + 1);
    const [record] = recordsOf(body);
    expect(record?.[0]).toBe(`\n${'\ufffd'.repeat(100_000)}`);
    expect(record?.[1]).toHaveLength(150_000);
    expect(record?.[3]).toBe('Metadata');
  });

  test('times of any year are recorded', () => {
    const stamps = ['9999-12-31T23:59:59.000001Z', '1969-12-31T23:59:59.500000Z', '1970-01-01T00:00:00.250000Z'];
    expect(recordsOf(listOf(...stamps.map((stageTimestamp) => ({ stageTimestamp })))).map(([, , ms]) => ms)).toEqual(
      stamps.map(parseMicroTime),
    );
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
    const json = new JsonText();
    fc.assert(
      fc.property(fc.oneof(form, usual, fc.string()), (text) => {
        json.load([Buffer.from(JSON.stringify(text))]);
        expect(microTimeAt(json, 0)).toBe(parseMicroTime(text));
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
