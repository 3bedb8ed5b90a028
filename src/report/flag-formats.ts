import type { FlagValues } from '../core/flags.ts';

/** How a recommendation is written for the tools that start kube-apiserver. */
export const FLAG_FORMATS = [
  'flags',
  'kubeadm',
  'kubeadm-v1beta4',
  'kind',
  'static-pod',
  'rke2',
  'k3s',
  'kubespray',
  'talos',
  'kops',
] as const;
export type FlagFormat = (typeof FLAG_FORMATS)[number];

/** File of each format in `recommended/`. */
export const FLAG_FILES: Readonly<Record<FlagFormat, string>> = {
  flags: 'flags.txt',
  kubeadm: 'kubeadm-v1beta3.yaml',
  'kubeadm-v1beta4': 'kubeadm.yaml',
  kind: 'kind.yaml',
  'static-pod': 'static-pod-patch.yaml',
  rke2: 'rke2.yaml',
  k3s: 'k3s.yaml',
  kubespray: 'kubespray.yaml',
  talos: 'talos.yaml',
  kops: 'kops.yaml',
};

type Entry = readonly [name: string, value: string];

/** Text ready to paste, ending with a newline. The flags that name policy and kubeconfig stay the user's own. */
export function formatFlags(flags: FlagValues, format: FlagFormat): string {
  const entries = Object.entries(flags);
  return `${RENDER[format](entries).join('\n')}\n`;
}

const flagLines = (entries: readonly Entry[]): readonly string[] =>
  entries.map(([name, value]) => `--${name}=${value}`);
const indented = (lines: readonly string[], spaces: number): readonly string[] =>
  lines.map((line) => `${' '.repeat(spaces)}${line}`);
const quotedMap = (entries: readonly Entry[]): readonly string[] =>
  entries.map(([name, value]) => `${name}: "${value}"`);
const argumentList = (entries: readonly Entry[], key: string): readonly string[] => [
  `${key}:`,
  ...indented(
    flagLines(entries).map((flag) => `- "${flag.slice(2)}"`),
    2,
  ),
];

const RENDER: Readonly<Record<FlagFormat, (entries: readonly Entry[]) => readonly string[]>> = {
  flags: flagLines,
  kubeadm: (entries) => [
    'apiVersion: kubeadm.k8s.io/v1beta3',
    'kind: ClusterConfiguration',
    'apiServer:',
    '  extraArgs:',
    ...indented(quotedMap(entries), 4),
  ],
  'kubeadm-v1beta4': (entries) => [
    'apiVersion: kubeadm.k8s.io/v1beta4',
    'kind: ClusterConfiguration',
    'apiServer:',
    '  extraArgs:',
    ...entries.flatMap(([name, value]) => [`    - name: ${name}`, `      value: "${value}"`]),
  ],
  // Unversioned: kind turns it into the kubeadm version of the node image.
  kind: (entries) => [
    'kind: Cluster',
    'apiVersion: kind.x-k8s.io/v1alpha4',
    'nodes:',
    '  - role: control-plane',
    '    kubeadmConfigPatches:',
    '      - |',
    '        kind: ClusterConfiguration',
    '        apiServer:',
    '          extraArgs:',
    ...indented(quotedMap(entries), 12),
  ],
  'static-pod': (entries) => [
    '# add to spec.containers[0].command in /etc/kubernetes/manifests/kube-apiserver.yaml',
    'spec:',
    '  containers:',
    '    - name: kube-apiserver',
    '      command:',
    ...indented(
      flagLines(entries).map((flag) => `- ${flag}`),
      8,
    ),
  ],
  rke2: (entries) => ['# /etc/rancher/rke2/config.yaml', ...argumentList(entries, 'kube-apiserver-arg')],
  k3s: (entries) => ['# /etc/rancher/k3s/config.yaml', ...argumentList(entries, 'kube-apiserver-arg')],
  kubespray: (entries) => {
    // Variables of kubespray roles/kubernetes/control-plane; what it has no variable for goes through the extra args.
    const variables: Readonly<Record<string, string>> = {
      'audit-webhook-mode': 'audit_webhook_mode',
      'audit-webhook-batch-max-size': 'audit_webhook_batch_max_size',
      'audit-webhook-batch-max-wait': 'audit_webhook_batch_max_wait',
    };
    const named = entries.filter(([name]) => variables[name] !== undefined);
    const rest = entries.filter(([name]) => variables[name] === undefined);
    return [
      'kubernetes_audit_webhook: true',
      ...named.map(([name, value]) => `${variables[name]}: "${value}"`),
      'kube_kubeadm_apiserver_extra_args:',
      ...indented(quotedMap(rest), 2),
    ];
  },
  talos: (entries) => ['cluster:', '  apiServer:', '    extraArgs:', ...indented(quotedMap(entries), 6)],
  kops: (entries) => {
    // Fields of kops KubeAPIServerConfig; it has none for the throttle switch and truncation.
    const fields: Readonly<Record<string, { readonly name: string; readonly quoted: boolean }>> = {
      'audit-webhook-mode': { name: 'auditWebhookMode', quoted: false },
      'audit-webhook-batch-buffer-size': { name: 'auditWebhookBatchBufferSize', quoted: false },
      'audit-webhook-batch-max-size': { name: 'auditWebhookBatchMaxSize', quoted: false },
      'audit-webhook-batch-max-wait': { name: 'auditWebhookBatchMaxWait', quoted: false },
      'audit-webhook-batch-throttle-enable': { name: 'auditWebhookBatchThrottleEnable', quoted: false },
      'audit-webhook-batch-throttle-qps': { name: 'auditWebhookBatchThrottleQps', quoted: true },
      'audit-webhook-batch-throttle-burst': { name: 'auditWebhookBatchThrottleBurst', quoted: false },
      'audit-webhook-initial-backoff': { name: 'auditWebhookInitialBackoff', quoted: false },
    };
    const known = entries.flatMap(([name, value]) => {
      const field = fields[name];
      return field === undefined ? [] : [`${field.name}: ${field.quoted ? `"${value}"` : value}`];
    });
    const unknown = entries.filter(([name]) => fields[name] === undefined);
    return [
      'spec:',
      '  kubeAPIServer:',
      ...indented(known, 4),
      ...unknown.map(([name, value]) => `    # kops has no field for --${name}=${value}`),
    ];
  },
};
