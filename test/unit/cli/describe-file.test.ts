import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeFile } from '../../../src/cli/describe-file.ts';
import { messageOf } from '../../../src/core/errors.ts';
import { tempDir } from '../../support/cli.ts';

async function judge(text: string): Promise<string> {
  const file = join(tempDir(), 'f');
  writeFileSync(file, text);
  const answer = await describeFile(file).then((lines) => lines.join('\n'), messageOf);
  return answer.replaceAll(file, 'f');
}

const TAKES =
  '\n  hint: audit-bench takes its own scenario and cluster files, audit policies, webhook kubeconfigs and manifests with the flags of kube-apiserver';
const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';
const indented = POLICY.replaceAll(/^/gm, '    ');

describe('validate tells what a file is before it judges it', () => {
  test.each([
    ['a policy', POLICY, 'audit policy with 1 rules is valid'],
    [
      'a ConfigMap that holds a policy',
      `apiVersion: v1\nkind: ConfigMap\ndata:\n  policy.yaml: |\n${indented}`,
      'a ConfigMap, its data["policy.yaml"] an audit policy with 1 rules that is valid\nkube-apiserver reads the policy itself, not the ConfigMap',
    ],
    [
      'a Pod that is no API server',
      'apiVersion: v1\nkind: Pod\nspec: { containers: [{ name: a }] }\n',
      `f: is a Pod of v1${TAKES}`,
    ],
    [
      'a kubeconfig',
      'apiVersion: v1\nkind: Config\nclusters: [{ name: a, cluster: { server: "https://10.0.0.1" } }]\ncontexts: [{ name: c, context: { cluster: a } }]\ncurrent-context: c\n',
      "a kubeconfig that is valid for the audit webhook, which POSTs to https://10.0.0.1\nno certificate-authority: the receiver's certificate must be signed by one that kube-apiserver's machine trusts\nno user: the receiver cannot tell kube-apiserver from others",
    ],
    [
      "kind's Cluster",
      'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n',
      'kind cluster, kubeadmConfigPatches: no audit flags: auditing is off',
    ],
    ["kops' Cluster", 'apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\n', `f: is a Cluster of kops${TAKES}`],
    [
      "Cluster API's Cluster",
      'apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\n',
      `f: is a Cluster of Cluster API${TAKES}`,
    ],
    ['a Deployment', 'apiVersion: apps/v1\nkind: Deployment\n', `f: is a Deployment of apps/v1${TAKES}`],
    ['some YAML', 'a: 1\n', `f: is a YAML file without a kind${TAKES}`],
    ['a list', '- 1\n', `f: is no YAML mapping${TAKES}`],
    ['an empty file', '', `f: is no YAML mapping${TAKES}`],
  ])('%s', async (_name, text, answer) => {
    expect(await judge(text)).toBe(answer);
  });

  test('what a run of a scenario costs is told for the cluster that is named', async () => {
    const lines = (provider: 'local' | 'embedded') => describeFile('scenarios/quickstart.yaml', 'strict', provider);
    expect((await lines('local'))[1]).toMatch(/^on a local kube-apiserver: 2 trials \(at most 6\), about \d+ s, /);
    expect((await lines('embedded'))[1]).toMatch(/^on the embedded API server \(--cluster names another\): 2 trials/);
  });

  test('a scenario without its head is still a scenario', async () => {
    expect(await judge('load: { phases: [] }\n')).toContain('f:1:1 apiVersion: ');
  });
});
