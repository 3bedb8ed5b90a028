import { describe, expect, test } from 'vitest';
import type { Policy } from '../../../src/core/policy.ts';
import { unmetPolicyNeeds } from '../../../src/core/policy-needs.ts';

const policy = (...groups: readonly string[]): Policy => ({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  rules: [{ level: 'None' }, { level: 'Metadata', resources: groups.map((group) => ({ group })) }],
});

describe('what a policy needs of a version', () => {
  test('every group by "*" stops a kube-apiserver before 1.36, named with its place', () => {
    expect(unmetPolicyNeeds(policy('apps', '*'), '1.34.4')).toEqual([
      {
        message:
          'policy rules[1].resources[1].group: "*" needs Kubernetes 1.36, kube-apiserver 1.34.4 does not start with it',
        hint: 'name the groups, or choose a newer version with kubernetesVersion',
      },
    ]);
  });

  test('it is fine since 1.36, and nothing is said where no version is known', () => {
    for (const version of ['1.36', '1.36.3', 'v1.37.2', '']) expect(unmetPolicyNeeds(policy('*'), version)).toEqual([]);
  });

  test('named groups are fine everywhere', () => {
    expect(unmetPolicyNeeds(policy('apps', ''), '1.34.4')).toEqual([]);
  });
});
