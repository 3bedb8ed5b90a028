import { describe, expect, test } from 'vitest';
import { buildLedger } from '../../../src/analysis/ledger.ts';
import { mixShapes } from '../../../src/core/load-shape.ts';
import { parseScenario } from '../../../src/config/scenario.ts';
import { bundledPolicy } from '../../support/policies.ts';
import { batch, request } from '../../support/records.ts';

const TEXT = `apiVersion: audit-bench/v1
kind: Scenario
name: s
load: { requests: [{ verb: get, resource: configmaps }], phases: [{ rate: 1/s, duration: 1s }] }
variants: [{ name: a }]
`;
const shapes = mixShapes((await parseScenario(TEXT, 's.yaml', [], async () => undefined)).load, 'aaaaaa');
const complete = bundledPolicy('metadata-complete').policy;
const build = (...[requests, batches]: [Parameters<typeof buildLedger>[0], Parameters<typeof buildLedger>[1]]) =>
  buildLedger(requests, batches, shapes, complete, 'aaaaaa');

describe('the ledger', () => {
  test('an answered request is expected to have made the events of the policy, an unanswered one none', () => {
    const { ours } = build([request(1), request(2, { status: null, doneMs: null })], []);
    expect(ours).toMatchObject([{ stage: 'ResponseComplete', stageMs: null, arrivedMs: null, copies: 0 }]);
    const twoStages = buildLedger([request(1)], [], shapes, bundledPolicy('metadata').policy, 'aaaaaa');
    expect(twoStages.ours.map(({ stage }) => stage)).toEqual(['RequestReceived', 'ResponseComplete']);
  });

  test('a delivered event is found by audit ID and stage; its first arrival counts, others are copies', () => {
    const [found, missing] = build(
      [request(1), request(2)],
      [batch(['ab-aaaaaa-m1'], 50), batch(['ab-aaaaaa-m1'], 90)],
    ).ours;
    expect(found).toMatchObject({ stageMs: 49, arrivedMs: 50, copies: 2 });
    expect(missing).toMatchObject({ arrivedMs: null, copies: 0 });
  });

  test.each([429, 500, null])('a batch that was answered %s delivered nothing', (status) => {
    const { ours, others } = build([request(1)], [batch(['ab-aaaaaa-m1', 'x'], 50, { status, delivered: false })]);
    expect(ours[0]?.arrivedMs).toBeNull();
    expect(others).toEqual([]);
  });

  test('other events are overhead with our key, background without, at the API server of their connection', () => {
    const { others } = build(
      [request(1, { instance: 'apiserver-2' })],
      [
        batch(['ab-aaaaaa-m1', 'ab-aaaaaa-f7', 'someone'], 50, { peer: 'p:1' }),
        batch(['ab-bbbbbb-m1'], 60, { peer: 'p:2' }),
      ],
    );
    expect(others).toEqual([
      { kind: 'overhead', stageMs: 49, instance: 'apiserver-2' },
      { kind: 'background', stageMs: 49, instance: 'apiserver-2' },
      { kind: 'background', stageMs: 59, instance: null },
    ]);
  });

  test('warm-up and filler requests are not measured', () => {
    expect(build([request(1, { id: 'ab-aaaaaa-w1' }), request(2, { id: 'ab-aaaaaa-f2' })], []).ours).toEqual([]);
  });
});
