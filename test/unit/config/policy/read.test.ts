import { describe, expect, test } from 'vitest';
import { inlinePolicy, parsePolicy } from '../../../../src/config/policy/parse.ts';
import { readPolicy } from '../../../../src/config/policy/read.ts';
import { readYaml } from '../../../../src/config/yaml-document.ts';
import { formatProblem } from '../../../../src/core/errors.ts';

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';
const RULES = 'rules:\n- level: Metadata\n';
const place = ({
  file,
  line,
  column,
  message,
}: {
  file?: string;
  line?: number;
  column?: number;
  message: string;
}): string => `${file}:${line}:${column} ${message}`;

// What kube-apiserver itself makes of thousands of others: test/real/policy-reading.test.ts.
describe('an audit policy as kube-apiserver reads it', () => {
  test.each([
    ['JSON', '{"apiVersion":"audit.k8s.io/v1","kind":"Policy","rules":[{"level":"Metadata"}]}'],
    ['an indented document', `${HEAD}${RULES}`.replaceAll(/^(?=.)/gm, '  ')],
    ['a document marker at the end', `${HEAD}${RULES}---\n`],
    ['several documents', `${HEAD}${RULES}---\nkind: Secret\n`],
    ['empty values', `${HEAD}omitStages:\nmetadata:\n${RULES}  users:\n`],
    ['no kind', `apiVersion: audit.k8s.io/v1\n${RULES}`],
    ['a boolean of YAML 1.1', `${HEAD}omitManagedFields: yes\n${RULES}`],
    ['an empty group', `${HEAD}${RULES}  resources: [{ group: , resources: [pods] }]\n`],
    ['a merge key', `${HEAD}rules:\n- &a\n  level: Metadata\n- <<: *a\n  verbs: [get]\n`],
  ])('%s is accepted', (_name, text) => {
    expect(readPolicy(text, 'p')).toMatchObject({ warnings: [], refusals: [] });
    expect(readPolicy(text, 'p').policy?.rules[0]?.level).toBe('Metadata');
  });

  test.each([
    [
      'v1beta1',
      `apiVersion: audit.k8s.io/v1beta1\nkind: Policy\n${RULES}`,
      'p:1:13 apiVersion: was removed in Kubernetes 1.24, expected "audit.k8s.io/v1", got "audit.k8s.io/v1beta1"',
    ],
    [
      'a missing level',
      `${HEAD}rules:\n- users: [a]\n`,
      'p:4:3 rules[0].level: is missing, expected "None" or "Metadata" or "Request" or "RequestResponse"',
    ],
    ['no rules', HEAD, 'p:1:1 rules: is missing: a policy without rules is refused'],
    [
      'a plain yes among texts',
      `${HEAD}${RULES}  users: [yes]\n`,
      'p:5:11 rules[0].users[0]: expected a string, got true: "yes" without quotes is a boolean to Kubernetes',
    ],
    [
      'a group that is no DNS name',
      `${HEAD}${RULES}  resources: [{ group: Apps }]\n`,
      'p:5:24 rules[0].resources[0].group: a group is a DNS name in small letters, got "Apps"',
    ],
    [
      'a group with its version',
      `${HEAD}${RULES}  resources: [{ group: apps/v1 }]\n`,
      'p:5:24 rules[0].resources[0].group: a group has no version, got "apps/v1"',
    ],
    [
      'a stage that there is not',
      `${HEAD}${RULES}  omitStages: [RequestRecieved]\n`,
      'p:5:16 rules[0].omitStages[0]: expected "RequestReceived" or "ResponseStarted" or "ResponseComplete" or "Panic", got "RequestRecieved"',
    ],
    [
      'a brace and no JSON',
      '{apiVersion: audit.k8s.io/v1}',
      'p:1:1 begins with a brace, so kube-apiserver reads it as JSON, and it is none',
    ],
    ['an alias to nothing', `${HEAD}${RULES}  users: *none\n`, 'p:5:10 *none has no anchor before it'],
    ['an alias to itself', `${HEAD}rules: &a\n- *a\n`, 'p:4:3 *a: an anchor cannot hold itself'],
    ['a list', '- level: Metadata\n', 'p:1:1 expected an audit policy, got [{"level":"Metadata"}]'],
  ])('%s stops kube-apiserver', (_name, text, problem) => {
    const { policy, refusals } = readPolicy(text, 'p');
    expect(policy).toBeNull();
    expect(refusals.map(place)[0]).toBe(problem);
  });

  test('every group needs 1.36', () => {
    const text = `${HEAD}${RULES}  resources: [{ group: "*", resources: [pods] }]\n`;
    expect(readPolicy(text, 'p', 36).refusals).toEqual([]);
    expect(readPolicy(text, 'p', 35).refusals.map(place)).toEqual([
      'p:5:24 rules[0].resources[0].group: "*" means every group since Kubernetes 1.36, this one refuses it',
    ]);
  });

  const OUTDENTED = `${HEAD}${RULES}verbs: [get]\n`;

  test('unknown and doubled keys: refused here, and taken as kube-apiserver does where that is asked for', () => {
    const strict = parsePolicy(OUTDENTED, 'p', 'p');
    expect('problems' in strict && strict.problems.map(formatProblem)).toEqual([
      'p:5:1 verbs: unknown key; known keys: apiVersion, kind, metadata, rules, omitStages, omitManagedFields\n  hint: kube-apiserver only warns of this, starts, and audits something else than was meant: check the indentation against https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ (--lenient-policy takes it as kube-apiserver does)',
    ]);
    const lenient = parsePolicy(OUTDENTED, 'p', 'p', 'lenient');
    expect('policy' in lenient && lenient.policy.policy.rules).toEqual([{ level: 'Metadata' }]);
    expect('policy' in lenient && lenient.policy.warnings).toHaveLength(1);
    const doubled = readPolicy(`${HEAD}${RULES}  level: None\n`, 'p');
    expect(doubled.policy?.rules).toEqual([{ level: 'None' }]);
    expect(doubled.warnings.map(place)).toEqual(['p:5:3 rules[0].level: is set twice, the later one counts']);
  });

  test('a refusal is none of the things that a lenient reading gets past', () => {
    const lenient = parsePolicy(`${HEAD}rules: []\nverbs: [get]\n`, 'p', 'p', 'lenient');
    expect('problems' in lenient && lenient.problems[0]?.hint).toBe('kube-apiserver does not start with this policy');
  });

  test('an inline policy is written so that kube-apiserver, which reads YAML 1.1, reads the same', () => {
    const read = readYaml(
      `policy:\n  apiVersion: audit.k8s.io/v1\n  kind: Policy\n  rules: [{ level: None, users: ["yes", on] }]\n`,
      's',
    );
    const inline = 'source' in read ? inlinePolicy(read.source) : { problems: read.problems };
    const text = 'policy' in inline ? inline.policy.text : '';
    expect(readPolicy(text, 'p').policy?.rules[0]?.users).toEqual(['yes', 'on']);
  });
});
