import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../../src/analysis/ledger/ledger.ts';
import { stageOf } from '../../../../src/analysis/ledger/stages.ts';
import type { BatchRecord, RequestRecord } from '../../../../src/core/records.ts';
import type { TrialMeta } from '../../../../src/core/trial-meta.ts';
import { bundledPolicy } from '../../../support/policies.ts';
import { batch, request } from '../../../support/records.ts';
import { madeUpMeta } from '../../../support/trial-meta.ts';

function build(requests: readonly RequestRecord[], batches: readonly BatchRecord[], changes: Partial<TrialMeta> = {}) {
  const delivered: number[][] = [];
  const ledger = new Ledger(madeUpMeta(changes), (...event) => delivered.push(event));
  for (const record of requests) ledger.addRequest(record);
  for (const record of batches) ledger.addBatch(record);
  const ours: { number: number; stage: string; stageMs: number }[] = [];
  ledger.forEach((number, stage, stageMs) => ours.push({ number, stage: stageOf(stage), stageMs }));
  const others: (readonly [stageMs: number, instance: number])[] = [];
  ledger.others.forEach((stageMs, peer) => others.push([stageMs, ledger.peers.instanceOf(peer, -1)]));
  return { ledger, ours, others, delivered };
}

describe('the ledger', () => {
  test('an answered request is expected to have made the events of the policy, an unanswered one none', () => {
    const unanswered = request(2, { status: null, doneMs: null });
    expect(build([request(1), unanswered], []).ours).toEqual([
      { number: 1, stage: 'ResponseComplete', stageMs: Number.NaN },
    ]);
    const twoStages = build([request(1)], [], { policy: bundledPolicy('metadata').policy });
    expect(twoStages.ours.map(({ stage }) => stage)).toEqual(['RequestReceived', 'ResponseComplete']);
    expect(twoStages.ledger.expected).toBe(2);
  });

  test('a delivered event is found by number and stage; its first arrival counts, others are copies', () => {
    const { ledger, ours, delivered } = build(
      [request(1), request(2)],
      [batch(['ab-aaaaaa-m1'], 50), batch(['ab-aaaaaa-m1'], 90)],
    );
    expect(ours.map(({ stageMs }) => stageMs)).toEqual([49, Number.NaN]);
    expect(delivered).toEqual([[50, 49, 10]]);
    expect(ledger).toMatchObject({ expected: 2, delivered: 1, duplicate: 1 });
  });

  test('a batch that was refused delivered nothing', () => {
    const { ledger, others } = build([request(1)], [batch(['ab-aaaaaa-m1', 'x'], 50, { delivered: false })]);
    expect(ledger.delivered).toBe(0);
    expect(others).toEqual([]);
  });

  test('other events are at the API server of their connection, which a request of ours tells, or of their file', () => {
    const { others } = build(
      [request(1, { instance: 'apiserver-2' })],
      [
        batch(['someone'], 40, { peer: 'p:1' }),
        batch(['ab-aaaaaa-m1', 'ab-aaaaaa-f7'], 50, { peer: 'p:1' }),
        batch(['ab-bbbbbb-m1'], 60, { peer: 'p:2' }),
        { ...batch(['someone'], 70), instance: 'apiserver-1' },
      ],
      { instances: ['apiserver-1', 'apiserver-2'] },
    );
    expect(others).toEqual([
      [39, 1],
      [49, 1],
      [59, -1],
      [69, 0],
    ]);
  });

  test('warm-up and filler requests are not measured, but tell whose a connection is', () => {
    const requests = [request(1, { id: 'ab-aaaaaa-w1' }), request(2, { id: 'ab-aaaaaa-f2' })];
    const { ours, others } = build(requests, [batch(['ab-aaaaaa-w1'], 50)]);
    expect(ours).toEqual([]);
    expect(others).toEqual([[49, 0]]);
  });

  test('more requests than were planned are no reason to lose one', () => {
    const requests = Array.from({ length: 5000 }, (_, at) => request(at + 1));
    const { ledger } = build(requests, [batch(['ab-aaaaaa-m5000'], 50)]);
    expect(ledger).toMatchObject({ expected: 5000, delivered: 1 });
  });

  test('a number that no load gives is an error, not a column of that length', () => {
    expect(() => build([request(1, { id: 'ab-aaaaaa-m999999999999' })], [])).toThrow(
      'ab-aaaaaa-m999999999999: a load has no request of this number',
    );
  });
});
