import { describe, expect, test } from 'vitest';
import { readAuditManifest } from '../../../src/config/manifest.ts';

const POD = `apiVersion: v1
kind: Pod
metadata: { name: kube-apiserver, namespace: kube-system }
spec:
  containers:
    - name: sidecar
      command: [other, --audit-log-path=/no]
    - name: kube-apiserver
      image: registry.k8s.io/kube-apiserver:v1.34.2
      command:
        - kube-apiserver
        - --advertise-address=10.0.0.1
        - --audit-policy-file=/etc/kubernetes/policy.yaml
        - --audit-log-path
        - /var/log/audit.log
        - --audit-log-mode=batch
        - --audit-log-batch-max-size=100
        - --audit-log-batch-max-wait=1s
`;

const KUBEADM_3 = `apiVersion: kubeadm.k8s.io/v1beta3
kind: InitConfiguration
---
apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
kubernetesVersion: v1.30.1
apiServer:
  extraArgs:
    audit-policy-file: /p
    audit-webhook-config-file: /w
    audit-webhook-batch-max-size: "100"
`;

const KUBEADM_4 = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
apiServer:
  extraArgs:
    - name: audit-policy-file
      value: /p
    - { name: audit-webhook-config-file, value: /w }
    - { name: audit-webhook-batch-max-size, value: "100" }
`;

const KIND = `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
    image: kindest/node:v1.36.1@sha256:0
    kubeadmConfigPatches:
      - |
        kind: ClusterConfiguration
        apiServer:
          extraArgs:
            audit-policy-file: /p
            audit-webhook-config-file: /w
            audit-webhook-batch-max-size: "100"
`;

const RKE2 = `profile: cis
kube-apiserver-arg:
  - "audit-policy-file=/p"
  - audit-webhook-config-file=/w
  - "--audit-webhook-batch-max-size=100"
`;

const K3S = 'kube-apiserver-arg: audit-log-path=/var/log/a\nwrite-kubeconfig-mode: "0644"\n';

const TALOS = `version: v1alpha1
machine: { type: controlplane }
cluster:
  apiServer:
    image: registry.k8s.io/kube-apiserver:v1.35.0
    extraArgs:
      audit-webhook-config-file: /w
      audit-webhook-batch-max-size: "100"
`;

const UNIT = `[Unit]
Description=API server
[Service]
ExecStart=/usr/local/bin/kube-apiserver \\
  --audit-policy-file=/p \\
  --audit-webhook-config-file /w \\
  --audit-webhook-batch-max-size=100 \\
  $MORE_FLAGS
Restart=always
`;

const WEBHOOK = { 'audit-webhook-config-file': '/w', 'audit-webhook-batch-max-size': '100' };

describe('the audit flags in the files of others', () => {
  test.each([
    ['a static pod', POD, 'static pod, containers[1]: 5 audit flags', 'v1.34.2'],
    [
      'kubeadm v1beta3',
      KUBEADM_3,
      'kubeadm ClusterConfiguration (v1beta3), apiServer.extraArgs: 3 audit flags',
      'v1.30.1',
    ],
    ['kubeadm v1beta4', KUBEADM_4, 'kubeadm ClusterConfiguration (v1beta4), apiServer.extraArgs: 3 audit flags', null],
    ['kind', KIND, 'kind cluster, kubeadmConfigPatches: 3 audit flags', 'v1.36.1'],
    ['RKE2', RKE2, 'RKE2 config.yaml, kube-apiserver-arg: 3 audit flags', null],
    ['k3s', K3S, 'RKE2 or k3s config.yaml, kube-apiserver-arg: 1 audit flag', null],
    ['Talos', TALOS, 'Talos machine config, cluster.apiServer.extraArgs: 2 audit flags', 'v1.35.0'],
    ['a systemd unit', UNIT, 'systemd unit, ExecStart: 3 audit flags', null],
  ])('%s', (_name, text, summary, version) => {
    const manifest = readAuditManifest(text, 'f');
    expect(manifest?.problems).toEqual([]);
    expect(manifest?.notes[0]).toBe(summary);
    expect(manifest?.version).toBe(version);
    if (!/log/.test(text)) expect(manifest?.flags).toMatchObject(WEBHOOK);
  });

  test('a static pod says what its flags make of the log backend, with its version’s defaults', () => {
    expect(readAuditManifest(POD, 'f')?.configuration).toMatchObject({
      places: { logPath: '/var/log/audit.log', logMaxSizeMegabytes: 0 },
      log: { mode: 'batch', maxBatchSize: 100, maxBatchWaitMs: 1000 },
    });
  });

  test('a container that starts kube-apiserver by a shell', () => {
    const script = POD.replace(
      /command:\n {8}- kube-apiserver[^]*/,
      'command: [/bin/sh, -c, "exec /usr/bin/kube-apiserver --v=2 --audit-log-path=/a --audit-log-maxage=3 1>>/var/log/k.log 2>&1"]\n',
    );
    expect(readAuditManifest(script, 'f')?.flags).toEqual({ 'audit-log-path': '/a', 'audit-log-maxage': '3' });
  });

  test('a unit whose variables are not seen says so', () => {
    expect(readAuditManifest(UNIT, 'f')?.notes).toContain(
      "$MORE_FLAGS in ExecStart comes from the unit's environment: flags in it are not seen",
    );
  });

  test('a file without audit flags: auditing is off', () => {
    expect(readAuditManifest('kube-apiserver-arg: [v=2]\n', 'f')?.notes).toEqual([
      'RKE2 or k3s config.yaml, kube-apiserver-arg: no audit flags: auditing is off',
      '--v is not about auditing and passed over',
    ]);
  });

  test.each([
    [
      'a static pod',
      POD.replace('=batch', '=Batch'),
      'f:16:11 --audit-log-mode: kube-apiserver refuses "Batch", the modes are batch, blocking and blocking-strict',
    ],
    [
      'kubeadm',
      KUBEADM_4.replace('"100"', '"1e3"'),
      'f:8:7 --audit-webhook-batch-max-size cannot be "1e3", expected a whole number',
    ],
    [
      'kind, inside its patch',
      KIND.replace('"100"', '"0"'),
      'f:13:5 --audit-webhook-batch-max-size: kube-apiserver refuses 0, a batch must hold at least 1 event',
    ],
    [
      'RKE2',
      RKE2.replace('max-size', 'max-siz'),
      'f:5:5 unknown flag --audit-webhook-batch-max-siz, did you mean --audit-webhook-batch-max-size?',
    ],
    [
      'a systemd unit',
      UNIT.replace('=100', '=100k'),
      'f:7:3 --audit-webhook-batch-max-size cannot be "100k", expected a whole number',
    ],
    [
      'a number where kubeadm takes texts',
      KUBEADM_3.replace('"100"', '100'),
      'f:11:35 apiServer.extraArgs.audit-webhook-batch-max-size: kubeadm takes texts only, write "100" with quotes',
    ],
  ])('%s: a mistake with its place', (_name, text, problem) => {
    const found = readAuditManifest(text, 'f');
    expect(found?.problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)).toEqual([
      problem,
    ]);
    expect(found?.configuration).toBeNull();
  });

  test('other files hold no flags', () => {
    expect(readAuditManifest('kind: Service\napiVersion: v1\n', 'f')).toBeNull();
    expect(readAuditManifest('- a\n- b\n', 'f')).toBeNull();
  });
});
