import { describe, expect, test } from 'vitest';
import { kindConfig } from '../../src/clusters/kind/kind-config.ts';
import { withAuditFlags } from '../../src/clusters/kind/manifest.ts';
import { settingsToFlags } from '../../src/core/flags.ts';
import { expectGolden } from '../support/golden.ts';
import { QUICK } from '../support/settings.ts';

const flags = settingsToFlags(QUICK, 'webhook');
const quiet = { apiservers: 1, full: false, apiserverFlags: {} };

/** As kubeadm 1.34 writes it, shortened. */
const MANIFEST = `apiVersion: v1
kind: Pod
metadata:
  annotations:
    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 172.18.0.2:6443
  name: kube-apiserver
spec:
  containers:
  - command:
    - kube-apiserver
    - --advertise-address=172.18.0.2
    - --audit-policy-file=/old.yaml
    - --audit-webhook-batch-buffer-size=1
    - --secure-port=6443
    name: kube-apiserver
status: {}
`;

describe('the files that kind gets', () => {
  test('a quiet control plane', () => {
    expectGolden('files/kind-quiet.yaml', kindConfig(quiet, { auditDir: '/host/dir/audit', logDirs: [] }, flags));
  });

  test('three usual control planes with flags of the user', () => {
    const spec = { apiservers: 3, full: true, apiserverFlags: { 'max-requests-inflight': '800' } };
    expectGolden(
      'files/kind-full.yaml',
      kindConfig(spec, { auditDir: '/host/dir/audit', logDirs: ['/log/1', '/log/2', '/log/3'] }, flags),
    );
  });

  test('a static pod with other audit flags', () => {
    expectGolden('files/kind-manifest.yaml', withAuditFlags(MANIFEST, flags, 7));
  });

  test('the same settings twice are two different texts, for a new pod has no back-off', () => {
    expect(withAuditFlags(MANIFEST, flags, 1)).not.toBe(withAuditFlags(MANIFEST, flags, 2));
  });

  test('a manifest without a command is refused', () => {
    expect(() => withAuditFlags('kind: Pod', flags, 1)).toThrow('the static pod of kube-apiserver has no command');
  });
});
