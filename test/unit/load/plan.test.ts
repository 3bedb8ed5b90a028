import { expect, test } from 'vitest';
import type { LoadSpec } from '../../../src/core/scenario.ts';
import { planLoad } from '../../../src/load/plan.ts';

const LOAD: LoadSpec = {
  identity: { user: 'u', groups: [] },
  connections: 1,
  workers: 1,
  requests: [
    { kind: 'resource', verb: 'get', resource: 'configmaps', weight: 3, bodySizeBytes: 0 },
    { kind: 'resource', verb: 'delete', resource: 'namespaces', weight: 1, bodySizeBytes: 0 },
  ],
  phases: [
    { name: 'w', measure: false, kind: 'constant', ratePerSecond: 10, durationMs: 1000 },
    { name: 'm', measure: true, kind: 'constant', ratePerSecond: 1000, durationMs: 1000 },
  ],
};

test('the same seed gives the same plan, another one another', () => {
  const names = (seed: number): readonly string[] =>
    planLoad(LOAD, 1, 'aaaaaa', seed)
      .phase(1)
      .map(({ name }) => name);
  expect(names(1)).toEqual(names(1));
  expect(names(1)).not.toEqual(names(2));
});

test('the mix follows the weights', () => {
  const gets = planLoad(LOAD, 1, 'aaaaaa', 1)
    .phase(1)
    .filter(({ template }) => template === 0).length;
  expect(gets).toBeGreaterThan(700);
  expect(gets).toBeLessThan(800);
});

test('warm-up requests have a letter of their own, numbers go on', () => {
  const plan = planLoad(LOAD, 1, 'aaaaaa', 1);
  expect(plan.phase(0)[0]?.id).toBe('ab-aaaaaa-w1');
  expect(plan.phase(1)[0]?.id).toBe('ab-aaaaaa-m11');
});

test('every delete has an object of its own, named for its trial where the name is the cluster’s', () => {
  const plan = planLoad(LOAD, 1, 'aaaaaa', 1);
  const deletes = [...plan.phase(0), ...plan.phase(1)].filter(({ template }) => template === 1).map(({ name }) => name);
  expect(plan.toDelete.get('namespaces')).toEqual(deletes);
  expect(new Set(deletes).size).toBe(deletes.length);
  expect(deletes.every((name) => name.startsWith('audit-bench-aaaaaa-del-'))).toBe(true);
});
