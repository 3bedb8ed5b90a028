import { describe, expect, test } from 'vitest';
import type { HttpCall, Outcome, Settled } from '../../../../src/load/sending/paced-engine.ts';
import { SKIPPED_LATE, Waiting } from '../../../../src/load/sending/waiting.ts';

/** Sockets that answer when they are told to. */
function sockets(limit: number, most?: number) {
  const open = new Map<string, Settled>();
  const sent: string[] = [];
  const outcomes = new Map<string, Outcome>();
  const dispatch = ({ id }: HttpCall, settled: Settled): void => {
    sent.push(id);
    open.set(id, settled);
  };
  const waiting = new Waiting(limit, dispatch, most);
  return {
    waiting,
    sent,
    outcomes,
    add: (id: string, sendByMs = Number.POSITIVE_INFINITY, nowMs = 0) =>
      waiting.add(
        {
          call: { id, method: 'GET', url: '/', body: null, contentType: null },
          sendByMs,
          settled: (outcome) => outcomes.set(id, outcome),
        },
        nowMs,
      ),
    answer: (id: string, nowMs: number) => {
      waiting.settled(nowMs);
      open.get(id)?.({ sentMs: 0, doneMs: nowMs, status: 200 });
    },
  };
}

describe('requests that wait for a socket', () => {
  test('are sent in order, as many at a time as there are sockets, however late they are', () => {
    const { add, answer, sent } = sockets(2);
    for (const id of ['a', 'b', 'c', 'd']) add(id);
    expect(sent).toEqual(['a', 'b']);
    answer('b', 9000);
    expect(sent).toEqual(['a', 'b', 'c']);
    answer('a', 60_000);
    expect(sent).toEqual(['a', 'b', 'c', 'd']);
  });

  test('are skipped without a socket when their time is over, and the next one is asked', () => {
    const { add, answer, sent, outcomes } = sockets(1);
    add('a', 100);
    add('b', 100);
    add('c', 100);
    add('d', 500);
    answer('a', 101);
    expect(sent).toEqual(['a', 'd']);
    const skipped = { sentMs: null, doneMs: null, status: null, error: SKIPPED_LATE };
    expect([outcomes.get('b'), outcomes.get('c')]).toEqual([skipped, skipped]);
  });

  test('are skipped at once when they come after their time', () => {
    const { add, sent, outcomes } = sockets(1);
    add('a', 100, 101);
    expect(sent).toEqual([]);
    expect(outcomes.get('a')?.error).toBe('no socket was free until 10 s after the end of its phase');
  });

  test('one that is on its way is never taken back', () => {
    const { add, answer, outcomes } = sockets(1);
    add('a', 100);
    answer('a', 40_000);
    expect(outcomes.get('a')).toMatchObject({ status: 200 });
  });

  test('are so many at most: then the plan waits until there is room', async () => {
    const { add, answer, waiting, sent } = sockets(1, 2);
    for (const id of ['a', 'b']) add(id);
    expect(waiting.room()).toBeNull();
    add('c');
    const room = waiting.room();
    expect(room).not.toBeNull();
    answer('a', 10);
    await room;
    expect(waiting.room()).toBeNull();
    expect(sent).toEqual(['a', 'b']);
    for (const id of ['d', 'e', 'f', 'g']) {
      add(id);
      answer(sent.at(-1) ?? '', 20);
    }
    expect(sent).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(waiting.length).toBe(1);
  });

  test('get no socket any more when the engine is closed, and none waits for room', async () => {
    const { add, waiting, sent, outcomes } = sockets(1, 1);
    for (const id of ['a', 'b']) add(id);
    const room = waiting.room();
    waiting.close();
    await room;
    add('c');
    expect(sent).toEqual(['a']);
    expect([outcomes.get('b')?.error, outcomes.get('c')?.error]).toEqual(['not sent', 'not sent']);
  });
});
