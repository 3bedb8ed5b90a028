import { describe, expect, test } from 'vitest';
import { explainPolicy, requestOf } from '../../../../src/cli/explain-policy.ts';
import { lintPolicy } from '../../../../src/config/policy/lint/lint.ts';
import { readPolicy } from '../../../../src/config/policy/read.ts';
import { formatProblem } from '../../../../src/core/errors.ts';
import type { Policy } from '../../../../src/core/policy.ts';

const text = (rules: string, omit = 'omitStages: [RequestReceived]\n'): string =>
  `apiVersion: audit.k8s.io/v1\nkind: Policy\n${omit}rules:\n${rules}`;
const policyOf = (source: string): Policy => {
  const { policy, refusals } = readPolicy(source, 'p');
  if (policy === null) throw new Error(refusals.map(formatProblem).join('\n'));
  return policy;
};
const lint = (source: string): readonly string[] => lintPolicy(policyOf(source), source, 'p').map(formatProblem);

/** What is left behind every policy here, so that each test finds its own only. */
const REST = '- level: Metadata\n';

describe('what is wrong with a policy that kube-apiserver takes', () => {
  test('nothing', () => {
    expect(lint(text('- level: None\n  nonResourceURLs: ["/healthz*"]\n- level: Metadata\n'))).toEqual([]);
  });

  test.each([
    [
      'a rule that never decides',
      `- level: Metadata\n  resources: [{ group: "", resources: ["pods/*", secrets] }]\n- level: Request\n  verbs: [get]\n  resources: [{ group: "", resources: [pods, pods/log] }]\n`,
      'p:7:3 rules[1]: never decides: rules[0] before it takes all that it matches, which says Metadata\n  hint: the first matching rule decides: move it up, or take it out',
    ],
    [
      'verbs: ["*"]',
      '- level: None\n  verbs: ["*"]\n  users: [a]\n',
      'p:6:11 rules[0].verbs[0]: "*" matches nothing: verbs are compared letter by letter\n  hint: every verb is meant where "verbs" is left out',
    ],
    [
      'a verb that there is not',
      '- level: None\n  verbs: [gets]\n',
      'p:6:11 rules[0].verbs[0]: no request has the verb "gets", did you mean "get"?',
    ],
    [
      'an impersonated user',
      '- level: None\n  verbs: [impersonate]\n',
      'p:6:11 rules[0].verbs[0]: no request has the verb "impersonate": the policy sees the user who impersonates, with the verb of the request',
    ],
    [
      'a glob in users',
      '- level: None\n  users: ["system:serviceaccount:kube-system:*"]\n',
      'p:6:11 rules[0].users[0]: "system:serviceaccount:kube-system:*" matches nothing: names are compared letter by letter\n  hint: service accounts of a namespace: userGroups: ["system:serviceaccounts:NAMESPACE"]',
    ],
    [
      'a resource in the wrong group',
      '- level: None\n  resources: [{ group: "", resources: [deployments] }]\n',
      'p:6:40 rules[0].resources[0].resources[0]: "deployments" matches nothing in the core group: it is in group "apps"',
    ],
    [
      'a kind instead of a resource',
      '- level: None\n  resources: [{ group: "", resources: [pod] }]\n',
      'p:6:40 rules[0].resources[0].resources[0]: there is no resource "pod" in the core group, did you mean "pods"?',
    ],
    [
      'a subresource that there is not',
      '- level: None\n  resources: [{ group: "", resources: [pods/logs] }]\n',
      'p:6:40 rules[0].resources[0].resources[0]: "pods" has no subresource "logs", did you mean "log"?',
    ],
    [
      'secrets at Request',
      '- level: Request\n  verbs: [create]\n  resources: [{ group: "", resources: [secrets] }]\n',
      'p:5:10 rules[0].level: Request writes the bodies of secrets, credentials with them, to the audit backend\n  hint: before it: {level: Metadata, resources: [{group: "", resources: [secrets]}]}',
    ],
    [
      'every group',
      '- level: None\n  resources: [{ group: "*", resources: ["*/status"] }]\n',
      'p:6:24 rules[0].resources[0].group: "*" needs Kubernetes 1.36: before, kube-apiserver does not start with it',
    ],
  ])('%s', (_name, rules, finding) => {
    expect(lint(text(`${rules}${REST}`))).toEqual([finding]);
  });

  test('everything at RequestResponse: credentials of three kinds', () => {
    expect(lint(text('- level: RequestResponse\n')).map((line) => /bodies of (\S+),/.exec(line)?.[1])).toEqual([
      'secrets',
      'serviceaccounts/token',
      'tokenreviews',
    ]);
  });

  test('no catch-all', () => {
    expect(lint(text('- level: Metadata\n  users: [a]\n'))).toEqual([
      'p:5:1 rules: no rule takes what the others do not: such requests are not audited\n  hint: end with "- level: Metadata"',
    ]);
  });

  test('pods without what people do in them', () => {
    const found = lint(
      text('- level: Metadata\n  resources: [{ group: "", resources: [pods, pods/log] }]\n- level: None\n'),
    );
    expect(found).toEqual([
      'p:6:14 rules[0].resources: "pods" is the pods alone: pods/exec, pods/attach, pods/portforward are audited by no rule\n  hint: name them, or "pods/*"',
    ]);
  });

  test('RequestReceived doubled', () => {
    expect(lint(text('- level: Metadata\n', ''))).toEqual([
      'p:4:3 rules[0]: makes two events of each request, and RequestReceived holds nothing that ResponseComplete does not\n  hint: omitStages: [RequestReceived] halves the events; keep it only for mode blocking-strict, or to see requests that never end',
    ]);
  });
});

describe('which rule decides', () => {
  const source = text(
    '- level: None\n  users: ["system:kube-proxy"]\n- level: Request\n  resources: [{ group: apps, resources: [deployments] }]\n',
  );
  const explain = (asked: Partial<Parameters<typeof requestOf>[0]>): readonly string[] =>
    explainPolicy(
      policyOf(source),
      source,
      'p',
      requestOf({ verb: 'get', user: 'a', userGroup: [], namespace: '', name: '', ...asked }),
    );

  test('with its line, level and stages; a known resource is looked up in its group', () => {
    expect(explain({ resource: 'deployments' })).toEqual([
      'p:7 rules[1] decides for get deployments of apps',
      'level: Request',
      'stages: ResponseComplete (omitted: RequestReceived)',
      'events: 1 a request',
    ]);
  });

  test('a watch runs long', () => {
    expect(explain({ verb: 'watch', resource: 'deployments.apps' }).slice(2)).toEqual([
      'stages: ResponseStarted, ResponseComplete (omitted: RequestReceived)',
      'events: 2 a request, which runs long',
    ]);
  });

  test('nothing for what is not audited, and why', () => {
    expect(explain({ path: '/healthz' })).toEqual([
      'no rule matches get /healthz: not audited',
      'level: None, no events',
    ]);
    expect(explain({ path: '/healthz', user: 'system:kube-proxy' })[0]).toBe('p:5 rules[0] decides for get /healthz');
  });

  test('a request is needed', () => {
    expect(() => explain({})).toThrow('policy explain needs either --resource or --path');
  });
});
