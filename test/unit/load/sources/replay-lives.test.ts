import { expect, test } from 'vitest';
import type { RecordedRequest } from '../../../../src/audit-log/replay-record.ts';
import type { RequestVerb, ResourceTemplate } from '../../../../src/core/scenario.ts';
import { ReplayLives } from '../../../../src/load/sources/replay-lives.ts';

type Step = readonly [verb: RequestVerb, status: number, subresource?: string, object?: string];

/** The lives of one pod, of what was asked of it. */
function lives(...steps: readonly Step[]): ReplayLives {
  const templates = steps.map(
    ([verb, , subresource]): ResourceTemplate => ({
      kind: 'resource',
      verb,
      resource: 'pods',
      namespace: 'shop',
      weight: 1,
      bodySizeBytes: 0,
      ...(subresource === undefined || subresource === '' ? {} : { subresource }),
    }),
  );
  const requests = steps.map(
    ([, status, , object = null], shape): RecordedRequest => ({
      atMs: shape,
      shape,
      name: 'a',
      bodyBytes: 0,
      tookMs: 1,
      status,
      object,
    }),
  );
  const original = (index: number): RecordedRequest => requests[index] ?? expect.unreachable();
  return new ReplayLives(templates, { count: steps.length, original, nameOf: () => 'a' });
}

test('what is found was there before; what is made, or was never found, was not', () => {
  expect(lives(['get', 200]).found).toHaveLength(1);
  expect(lives(['create', 201], ['get', 200]).found).toEqual([]);
  expect(lives(['update', 201], ['get', 200]).found).toEqual([]);
  expect(lives(['get', 404]).found).toEqual([]);
});

test('what refused to be made again was there before', () => {
  expect(lives(['create', 409]).found).toHaveLength(1);
});

test('a deletion after which the object is found again was not its last', () => {
  const graceful = lives(['create', 201], ['delete', 200], ['patch', 200, 'status'], ['delete', 200], ['get', 404]);
  expect([1, 3].map((index) => graceful.stays(index))).toEqual([true, false]);
  expect(graceful.found).toEqual([]);
  expect(lives(['get', 200], ['delete', 200], ['create', 201], ['get', 200]).stays(1)).toBe(false);
  expect(lives(['get', 200], ['create', 201, 'eviction'], ['delete', 200]).stays(1)).toBe(true);
});

test('what the record makes and asks for again is followed, so that nobody asks before it is there', () => {
  const follows = (...steps: readonly Step[]): boolean =>
    lives(...steps).follows(
      { kind: 'resource', verb: 'get', resource: 'pods', namespace: 'shop', weight: 1, bodySizeBytes: 0 },
      'a',
    );
  expect(follows(['create', 201], ['create', 201, 'binding'])).toBe(true);
  expect(follows(['create', 201])).toBe(false);
  expect(follows(['get', 200], ['update', 200])).toBe(false);
});

test('it is made as the first who sent it whole says', () => {
  const [object] = lives(
    ['patch', 200, '', '{"p":1}'],
    ['update', 200, 'status', '{"w":1}'],
    ['update', 200, '', '{}'],
  ).found;
  expect(object?.whole).toBe('{"w":1}');
});
