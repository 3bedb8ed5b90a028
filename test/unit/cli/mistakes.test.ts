import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeFile } from '../../../src/cli/describe-file.ts';
import { parseFlagsText } from '../../../src/config/flags.ts';
import { messageOf } from '../../../src/core/errors.ts';
import { tempDir } from '../../support/cli.ts';

/** The commonest mistakes of public guides and issues, and what is said of each. */
const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';
const LENIENT =
  '\n  hint: kube-apiserver only warns of this, starts, and audits something else than was meant: check the indentation against https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ (--lenient-policy takes it as kube-apiserver does)';
const REFUSED = '\n  hint: kube-apiserver does not start with this policy';
const LEVELS = '"None" or "Metadata" or "Request" or "RequestResponse"';

const POLICIES: readonly (readonly [string, string, string])[] = [
  [
    'resources outdented to the top',
    `${HEAD}rules:\n- level: Metadata\nresources:\n- group: ""\n`,
    `f:5:1 resources: unknown key; known keys: apiVersion, kind, metadata, rules, omitStages, omitManagedFields${LENIENT}`,
  ],
  [
    'v1beta1',
    'apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules:\n- level: Metadata\n',
    `f:1:13 apiVersion: was removed in Kubernetes 1.24, expected "audit.k8s.io/v1", got "audit.k8s.io/v1beta1"${REFUSED}`,
  ],
  [
    'a level in small letters',
    `${HEAD}rules:\n- level: metadata\n`,
    `f:4:10 rules[0].level: expected ${LEVELS}, got "metadata"${REFUSED}`,
  ],
  ['no level', `${HEAD}rules:\n- verbs: [get]\n`, `f:4:3 rules[0].level: is missing, expected ${LEVELS}${REFUSED}`],
  ['no rules', `${HEAD}rules: []\n`, `f:3:8 rules: must not be empty${REFUSED}`],
  [
    'resources as plain names',
    `${HEAD}rules:\n- level: Metadata\n  resources: [pods]\n`,
    `f:5:15 rules[0].resources[0]: expected an object, got "pods"${REFUSED}`,
  ],
  [
    'a group with its version',
    `${HEAD}rules:\n- level: Metadata\n  resources: [{ group: apps/v1, resources: [deployments] }]\n`,
    `f:5:24 rules[0].resources[0].group: a group has no version, got "apps/v1"${REFUSED}`,
  ],
  [
    'paths and resources in one rule',
    `${HEAD}rules:\n- level: None\n  nonResourceURLs: [/healthz]\n  namespaces: [kube-system]\n`,
    `f:5:20 rules[0].nonResourceURLs: a rule cannot have both nonResourceURLs and resources or namespaces${REFUSED}`,
  ],
  [
    'the old key nonResourceURL',
    `${HEAD}rules:\n- level: None\n  nonResourceURL: [/healthz]\n`,
    `f:5:3 rules[0].nonResourceURL: unknown key, did you mean "nonResourceURLs"?${LENIENT}`,
  ],
];

const kubeconfig = (cluster: string, current = 'c'): string =>
  `apiVersion: v1\nkind: Config\nclusters:\n- name: r\n  cluster:\n    ${cluster}\ncontexts: [{ name: c, context: { cluster: r } }]\ncurrent-context: ${current}\n`;

const KUBECONFIGS: readonly (readonly [string, string, string])[] = [
  [
    'no current context',
    kubeconfig('server: https://10.0.0.1', '""'),
    'f:8:18 current-context: is missing: kube-apiserver takes no context by itself and does not start',
  ],
  [
    "a name of the cluster's DNS",
    kubeconfig('server: https://audit.logging.svc.cluster.local:443'),
    `f:6:13 clusters[0].cluster.server: "audit.logging.svc.cluster.local" is a name of the cluster's DNS, and kube-apiserver asks its node's\n  hint: write the Service's cluster IP or an address of a node`,
  ],
  [
    'no scheme',
    kubeconfig('server: audit:8080'),
    'f:6:13 clusters[0].cluster.server: expected an address such as "https://10.0.0.5:8443/audit", got "audit:8080"\n  hint: with https:// in front',
  ],
  [
    'a path in the -data key',
    kubeconfig('{ server: "https://10.0.0.1", certificate-authority-data: "/etc/ca.crt." }'),
    'f:6:63 clusters[0].cluster.certificate-authority-data: is not base64\n  hint: base64 -w0 FILE makes it; a path belongs into certificate-authority',
  ],
];

const MANIFESTS: readonly (readonly [string, string, string])[] = [
  [
    'numbers without quotes in kubeadm',
    'apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    audit-log-maxage: 30\n',
    'f:5:23 apiServer.extraArgs.audit-log-maxage: kubeadm takes texts only, write "30" with quotes',
  ],
  [
    'a flag of the other backend',
    'kube-apiserver-arg:\n- audit-log-initial-backoff=5s\n',
    'f:2:3 unknown flag --audit-log-initial-backoff, did you mean --audit-webhook-initial-backoff?',
  ],
];

const FLAGS: readonly (readonly [string, string, string])[] = [
  [
    'a duration without its unit',
    '--audit-webhook-batch-max-wait=30',
    '--flags: --audit-webhook-batch-max-wait cannot be "30", expected a duration such as "30s"',
  ],
  [
    'a size with a unit',
    '--audit-webhook-batch-buffer-size=10k',
    '--flags: --audit-webhook-batch-buffer-size cannot be "10k", expected a whole number',
  ],
  [
    'a misspelt flag',
    '--audit-webhook-batch-throtle-qps=10',
    '--flags: unknown flag --audit-webhook-batch-throtle-qps, did you mean --audit-webhook-batch-throttle-qps?',
  ],
  [
    'a mode that there is not',
    '--audit-webhook-mode=async',
    '--flags: --audit-webhook-mode: kube-apiserver refuses "async", the modes are batch, blocking and blocking-strict',
  ],
  [
    'the throttle of the log backend without its values',
    '--audit-log-path=/a --audit-log-mode=batch --audit-log-batch-throttle-enable=true --audit-log-batch-throttle-qps=100',
    '--flags: --audit-log-batch-throttle-burst: kube-apiserver refuses 0, the throttle must let at least 1 batch through at once',
  ],
  [
    'truncation smaller than an event',
    '--audit-webhook-truncate-enabled --audit-webhook-truncate-max-batch-size=65536',
    '--flags: --audit-webhook-truncate-max-batch-size: kube-apiserver refuses 65536, it must be at least the event size 102400',
  ],
];

describe('the commonest mistakes, each with its message', () => {
  test.each([...POLICIES, ...KUBECONFIGS, ...MANIFESTS])('in a file: %s', async (_name, text, message) => {
    const file = join(tempDir(), 'f');
    writeFileSync(file, text);
    const said = await describeFile(file).then((lines) => lines.join('\n'), messageOf);
    expect(said.replaceAll(file, 'f')).toBe(message);
  });

  test.each(FLAGS)('in flags: %s', (_name, text, message) => {
    expect(() => parseFlagsText(text)).toThrow(message);
  });

  test('are twenty and more', () => {
    expect(POLICIES.length + KUBECONFIGS.length + MANIFESTS.length + FLAGS.length).toBeGreaterThanOrEqual(20);
  });
});
