import { describe, expect, test } from 'vitest';
import type { Policy, PolicyRule, RequestAttributes } from '../../../src/core/policy.ts';
import { auditStages, evaluatePolicy } from '../../../src/pipeline/policy.ts';

const GET_POD: RequestAttributes = {
  user: 'alice',
  groups: ['devs', 'system:authenticated'],
  verb: 'get',
  isResourceRequest: true,
  path: '/api/v1/namespaces/n/pods/p',
  namespace: 'n',
  group: '',
  resource: 'pods',
  subresource: '',
  name: 'p',
};
const GET_LOG = { ...GET_POD, subresource: 'log' };
const GET_PATH = { ...GET_POD, isResourceRequest: false, path: '/healthz/etcd', namespace: '', resource: '', name: '' };

function policy(...rules: readonly PolicyRule[]): Policy {
  return { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules };
}

function level(rule: Omit<PolicyRule, 'level'>, attributes: RequestAttributes): string {
  return evaluatePolicy(policy({ level: 'Metadata', ...rule }), attributes).level;
}

describe('the audit policy', () => {
  test('the first matching rule decides, no match is None', () => {
    const rules = policy(
      { level: 'Request', users: ['bob'] },
      { level: 'Metadata', userGroups: ['devs'] },
      { level: 'None' },
    );
    expect(evaluatePolicy(rules, GET_POD).level).toBe('Metadata');
    expect(evaluatePolicy(policy({ level: 'Request', users: ['bob'] }), GET_POD).level).toBe('None');
  });

  const cases: readonly [string, Omit<PolicyRule, 'level'>, RequestAttributes, 'Metadata' | 'None'][] = [
    ['a resource by name', { resources: [{ resources: ['pods'] }] }, GET_POD, 'Metadata'],
    ['a resource does not take its subresources in', { resources: [{ resources: ['pods'] }] }, GET_LOG, 'None'],
    ['one subresource', { resources: [{ resources: ['pods/log'] }] }, GET_LOG, 'Metadata'],
    ['all subresources, and the resource itself', { resources: [{ resources: ['pods/*'] }] }, GET_POD, 'Metadata'],
    ['every group', { resources: [{ group: '*', resources: ['pods'] }] }, GET_POD, 'Metadata'],
    ['all subresources', { resources: [{ resources: ['pods/*'] }] }, GET_LOG, 'Metadata'],
    ['a subresource of any resource', { resources: [{ resources: ['*/log'] }] }, GET_LOG, 'Metadata'],
    ['everything in the group', { resources: [{ resources: ['*'] }] }, GET_LOG, 'Metadata'],
    ['a group without resources', { resources: [{ group: '' }] }, GET_POD, 'Metadata'],
    ['another group', { resources: [{ group: 'apps', resources: ['*'] }] }, GET_POD, 'None'],
    ['resource names', { resources: [{ resources: ['pods'], resourceNames: ['q', 'p'] }] }, GET_POD, 'Metadata'],
    ['other resource names', { resources: [{ resources: ['pods'], resourceNames: ['q'] }] }, GET_POD, 'None'],
    ['a namespace', { namespaces: ['n'] }, GET_POD, 'Metadata'],
    ['the empty namespace is the cluster scope', { namespaces: [''] }, { ...GET_POD, namespace: '' }, 'Metadata'],
    ['namespaces never match paths', { namespaces: [''] }, GET_PATH, 'None'],
    ['resources never match paths', { resources: [{ group: '' }] }, GET_PATH, 'None'],
    ['verbs', { verbs: ['list', 'get'] }, GET_POD, 'Metadata'],
    ['a path', { nonResourceURLs: ['/healthz/etcd'] }, GET_PATH, 'Metadata'],
    ['a path with a trailing star', { nonResourceURLs: ['/healthz*'] }, GET_PATH, 'Metadata'],
    ['a path is not a prefix', { nonResourceURLs: ['/healthz'] }, GET_PATH, 'None'],
    ['all paths', { nonResourceURLs: ['*'] }, GET_PATH, 'Metadata'],
    ['paths never match resources', { nonResourceURLs: ['*'] }, GET_POD, 'None'],
  ];
  test.each(cases)('%s', (_name, rule, attributes, expected) => {
    expect(level(rule, attributes)).toBe(expected);
  });

  test('stages are omitted by the policy and by the rule', () => {
    const rules: Policy = {
      ...policy({ level: 'Metadata', omitStages: ['ResponseStarted'] }),
      omitStages: ['RequestReceived'],
    };
    expect(auditStages(evaluatePolicy(rules, GET_POD), true)).toEqual(['ResponseComplete']);
  });

  test('a long-running request has one stage more, level None has none', () => {
    expect(auditStages(evaluatePolicy(policy({ level: 'Metadata' }), GET_POD), false)).toEqual([
      'RequestReceived',
      'ResponseComplete',
    ]);
    expect(auditStages(evaluatePolicy(policy({ level: 'Metadata' }), GET_POD), true)).toEqual([
      'RequestReceived',
      'ResponseStarted',
      'ResponseComplete',
    ]);
    expect(auditStages(evaluatePolicy(policy({ level: 'None' }), GET_POD), false)).toEqual([]);
  });
});
