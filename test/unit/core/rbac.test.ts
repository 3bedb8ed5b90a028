import { expect, test } from 'vitest';
import { rbacObjects } from '../../../src/core/rbac.ts';

test('a load from pods is allowed in one namespace, to one account, what it does and no more', () => {
  const [account, role, binding] = rbacObjects({ part: 'pods', namespace: 'load', account: 'bench' });
  expect(account).toMatchObject({ kind: 'ServiceAccount', metadata: { name: 'bench', namespace: 'load' } });
  expect(role).toEqual({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'audit-bench-pods', namespace: 'load' },
    rules: [
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'list', 'delete'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'delete'] },
      { apiGroups: [''], resources: ['pods', 'events'], verbs: ['list'] },
    ],
  });
  expect(binding).toMatchObject({
    kind: 'RoleBinding',
    roleRef: { kind: 'Role', name: 'audit-bench-pods' },
    subjects: [{ kind: 'ServiceAccount', name: 'bench', namespace: 'load' }],
  });
});

test('reading metrics is of the whole cluster, so its role has no namespace', () => {
  const [, role] = rbacObjects({ part: 'check', namespace: 'load', account: 'bench' });
  expect(role).toMatchObject({ kind: 'ClusterRole', metadata: { name: 'audit-bench-check' } });
});
