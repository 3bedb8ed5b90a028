import { parse, parseAllDocuments } from 'yaml';
import { describe, expect, test } from 'vitest';
import { readAuditManifest } from '../../src/config/manifest.ts';
import { readPolicy } from '../../src/config/policy/read.ts';
import { BUNDLED_POLICIES } from '../../src/config/policy/bundled.ts';
import { settingsToFlags } from '../../src/core/flags.ts';
import { batchDefaults } from '../../src/core/kubernetes-defaults.ts';
import { FLAG_FORMATS, type FlagFormat, flagFile, formatFlags } from '../../src/report/flag-formats.ts';
import { expectGolden } from '../support/golden.ts';
import { QUICK } from '../support/settings.ts';

const flags = settingsToFlags(
  { ...QUICK, truncate: { maxEventSizeBytes: 102_400, maxBatchSizeBytes: 10_485_760 } },
  'webhook',
);
const deployment = { flags, policyText: BUNDLED_POLICIES['metadata-complete'] ?? '' };
/** Managed clusters have no flags, and two formats are the files that flags name. */
const WITHOUT_FLAGS: readonly FlagFormat[] = ['openshift', 'eks', 'gke', 'aks', 'policy', 'kubeconfig'];
const logFlags = settingsToFlags({ ...batchDefaults('log'), bufferSize: 20_000 }, 'log');
const LOG_FORMATS: readonly FlagFormat[] = [
  'flags',
  'kubeadm',
  'kind',
  'static-pod',
  'rke2',
  'k3s',
  'kubespray',
  'talos',
  'kops',
  'cluster-api',
];
const WITH_FLAGS = FLAG_FORMATS.filter((format) => !WITHOUT_FLAGS.includes(format));

describe('the flags for every tool', () => {
  test.each(FLAG_FORMATS)('%s', (format) => {
    const text = formatFlags(deployment, format);
    expectGolden(`flags/${flagFile(format)}`, text);
    if (flagFile(format).endsWith('.yaml')) expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
  });

  test.each(WITH_FLAGS)('%s holds every value', (format) => {
    const text = formatFlags(deployment, format);
    for (const [name, value] of Object.entries(flags)) expect(text, name).toContain(value);
  });

  test.each(['kubeadm', 'kubeadm-v1beta3', 'kind', 'rke2', 'k3s', 'cluster-api', 'talos'] as const)(
    '%s is read back as the same flags, and those that name files',
    (format) => {
      const manifest = readAuditManifest(formatFlags(deployment, format), 'f');
      expect(manifest?.problems).toEqual([]);
      expect(manifest?.flags).toMatchObject(flags);
      expect(manifest?.flags['audit-webhook-config-file']).toMatch(/\/webhook\.kubeconfig$/);
      if (format !== 'talos') expect(manifest?.flags['audit-policy-file']).toMatch(/\/policy\.yaml$/);
    },
  );

  test.each(LOG_FORMATS)('%s of a log: its path and a folder to write, no kubeconfig', (format) => {
    const text = formatFlags({ ...deployment, flags: logFlags }, format);
    expectGolden(`flags/log-${flagFile(format)}`, text);
    expect(text).not.toMatch(/webhook/);
    for (const name of Object.keys(logFlags)) expect(text).toContain(name);
  });

  test.each(['kubeadm', 'kind', 'rke2', 'k3s', 'cluster-api'] as const)('%s of a log is read back', (format) => {
    const manifest = readAuditManifest(formatFlags({ ...deployment, flags: logFlags }, format), 'f');
    expect(manifest?.flags).toMatchObject({ ...logFlags, 'audit-log-path': '/var/log/kubernetes/audit/audit.log' });
  });

  test('the static pod form only adds: the command of kubeadm stays', () => {
    const patch = parse(formatFlags(deployment, 'static-pod')) as readonly {
      op: string;
      path: string;
      value: unknown;
    }[];
    expect(patch.every(({ op, path }) => op === 'add' && path.endsWith('/-'))).toBe(true);
    const command = patch
      .filter(({ path }) => path === '/spec/containers/0/command/-')
      .map(({ value }) => String(value));
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      spec: {
        containers: [
          { name: 'kube-apiserver', command: ['kube-apiserver', '--audit-webhook-batch-max-size=9', ...command] },
        ],
      },
    };
    expect(readAuditManifest(JSON.stringify(pod), 'f')?.flags).toMatchObject(flags);
  });

  test('policies that travel with a form are the policy', () => {
    const inline: readonly (readonly [FlagFormat, (file: never) => string])[] = [
      ['kops', (file: { spec: { fileAssets: { content: string }[] } }) => file.spec.fileAssets[0]?.content ?? ''],
      [
        'cluster-api',
        (file: { spec: { kubeadmConfigSpec: { files: { content: string }[] } } }) =>
          file.spec.kubeadmConfigSpec.files[0]?.content ?? '',
      ],
      [
        'talos',
        (file: { cluster: { apiServer: { auditPolicy: unknown } } }) =>
          JSON.stringify(file.cluster.apiServer.auditPolicy),
      ],
      ['policy', (file: unknown) => JSON.stringify(file)],
    ];
    const wanted = readPolicy(deployment.policyText, 'p').policy;
    for (const [format, policyOf] of inline)
      expect(readPolicy(policyOf(parse(formatFlags(deployment, format)) as never), 'p').policy, format).toEqual(wanted);
  });
});
