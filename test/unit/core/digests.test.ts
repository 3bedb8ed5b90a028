import { describe, expect, test } from 'vitest';
import { policyDigest, requestsDigest } from '../../../src/core/digests.ts';
import type { Policy } from '../../../src/core/policy.ts';
import type { LoadSpec } from '../../../src/core/scenario.ts';

const LOAD: LoadSpec = {
  identity: { user: 'u', groups: ['g'] },
  connections: 8,
  workers: 1,
  requests: [{ kind: 'path', path: '/version', weight: 1 }],
  phases: [{ kind: 'constant', name: 'steady', measure: true, ratePerSecond: 10, durationMs: 1000 }],
};
const [PHASE] = LOAD.phases as [LoadSpec['phases'][number]];

describe('the digest of a load', () => {
  test.each([
    ['sockets', { connections: 9 }],
    ['processes', { workers: 4 }],
    ['names of phases', { phases: [{ ...PHASE, name: 'other' }] }],
  ])('is the same with other %s', (_, changes) => {
    expect(requestsDigest({ ...LOAD, ...changes })).toBe(requestsDigest(LOAD));
  });

  test.each([
    ['user', { identity: { user: 'v', groups: ['g'] } }],
    ['request', { requests: [{ kind: 'path' as const, path: '/healthz', weight: 1 }] }],
    ['rate', { phases: [{ ...PHASE, ratePerSecond: 11 } as LoadSpec['phases'][number]] }],
    ['measured part', { phases: [{ ...PHASE, measure: false }] }],
  ])('is another with another %s', (_, changes) => {
    expect(requestsDigest({ ...LOAD, ...changes })).not.toBe(requestsDigest(LOAD));
  });
});

test('the digest of a policy goes by what it says, not by the order of its keys', () => {
  const policy: Policy = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [{ level: 'None', verbs: ['get'] }] };
  const reordered: Policy = {
    rules: [{ verbs: ['get'], level: 'None' }],
    kind: 'Policy',
    apiVersion: 'audit.k8s.io/v1',
  };
  expect(policyDigest(reordered)).toBe(policyDigest(policy));
  expect(policyDigest({ ...policy, rules: [{ level: 'Metadata', verbs: ['get'] }] })).not.toBe(policyDigest(policy));
});
