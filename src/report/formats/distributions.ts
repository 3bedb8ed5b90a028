import { flagArguments, type FlagValues } from '../../core/flags.ts';
import {
  allFlags,
  backendOf,
  besides,
  type Deployment,
  document,
  filesBeside,
  KUBECONFIG_NAME,
  LOG_DIR,
  policyValue,
  WEBHOOK_KUBECONFIG,
} from './deployment.ts';

const FILL_IN = 'Fill in what stands in capitals and <>.';

const bare = (flags: FlagValues): readonly string[] => flagArguments(flags).map((flag) => flag.slice(2));

/** RKE2 runs kube-apiserver in a static pod: the folder must be mounted. */
export function rke2(deployment: Deployment): string {
  const dir = '/etc/rancher/rke2/audit';
  return document(
    [
      '/etc/rancher/rke2/config.yaml.d/audit.yaml, then restart rke2-server.',
      ...besides(deployment, dir, 'every server'),
    ],
    {
      'kube-apiserver-arg+': bare(allFlags(deployment, dir)),
      'kube-apiserver-extra-mount+': [
        `${dir}:${dir}:ro`,
        ...(backendOf(deployment.flags) === 'log' ? [`${LOG_DIR}:${LOG_DIR}`] : []),
      ],
    },
  );
}

/** k3s runs kube-apiserver in its own process, which sees the node's files. */
export function k3s(deployment: Deployment): string {
  const dir = '/etc/rancher/k3s/audit';
  return document(
    ['/etc/rancher/k3s/config.yaml.d/audit.yaml, then restart k3s.', ...besides(deployment, dir, 'every server')],
    { 'kube-apiserver-arg+': bare(allFlags(deployment, dir)) },
  );
}

/** Variables of kubespray roles/kubernetes/control-plane; what has none goes through the extra arguments. */
const KUBESPRAY: Readonly<Record<string, string>> = {
  'audit-webhook-mode': 'audit_webhook_mode',
  'audit-webhook-batch-max-size': 'audit_webhook_batch_max_size',
  'audit-webhook-batch-max-wait': 'audit_webhook_batch_max_wait',
};

export function kubespray(deployment: Deployment): string {
  const entries = Object.entries(deployment.flags);
  const named = entries.flatMap(([name, value]) => (KUBESPRAY[name] === undefined ? [] : [[KUBESPRAY[name], value]]));
  const rest = entries.filter(([name]) => KUBESPRAY[name] === undefined);
  const rules = rulesWithStages(policyValue(deployment) as KubesprayPolicy);
  if (backendOf(deployment.flags) === 'log')
    return document(['group_vars/k8s_cluster: kubespray writes policy, path of the log and mounts itself.'], {
      kubernetes_audit: true,
      kube_kubeadm_apiserver_extra_args: Object.fromEntries(rest),
      audit_policy_custom_rules: document([], rules),
    });
  return document([`group_vars/k8s_cluster: kubespray writes policy, kubeconfig and mounts itself. ${FILL_IN}`], {
    kubernetes_audit_webhook: true,
    audit_webhook_server_url: 'https://RECEIVER:PORT/PATH',
    audit_webhook_server_extra_args: { 'certificate-authority-data': "<base64 of the CA's certificate>" },
    ...(Object.fromEntries(named) as Record<string, string>),
    kube_kubeadm_apiserver_extra_args: Object.fromEntries(rest),
    audit_policy_custom_rules: document([], rules),
  });
}

interface KubesprayPolicy {
  readonly rules: readonly { readonly omitStages?: readonly string[] | null }[];
  readonly omitStages?: readonly string[] | null;
}

/** kubespray's policy takes rules and nothing else, so what the whole policy omits goes into each. */
function rulesWithStages({ rules, omitStages }: KubesprayPolicy): readonly object[] {
  const common = omitStages ?? [];
  if (common.length === 0) return rules;
  return rules.map((rule) => ({ ...rule, omitStages: [...new Set([...common, ...(rule.omitStages ?? [])])] }));
}

export function talos(deployment: Deployment): string {
  const dir = '/etc/kubernetes/audit';
  const host = '/var/etc/kubernetes-audit';
  if (backendOf(deployment.flags) === 'log')
    return document(['talosctl patch machineconfig, on control-plane nodes. Talos writes policy and log itself.'], {
      cluster: { apiServer: { extraArgs: deployment.flags, auditPolicy: policyValue(deployment) } },
    });
  // Talos writes the policy itself and sets its flag.
  const { 'audit-policy-file': _policy, ...extraArgs } = allFlags(deployment, dir);
  const kubeconfig = {
    path: `${host}/${KUBECONFIG_NAME}`,
    permissions: 0o600,
    op: 'create',
    content: WEBHOOK_KUBECONFIG,
  };
  return document([`talosctl patch machineconfig, on control-plane nodes. ${FILL_IN}`], {
    machine: { files: [kubeconfig] },
    cluster: {
      apiServer: {
        extraArgs,
        extraVolumes: [{ hostPath: host, mountPath: dir, readonly: true }],
        auditPolicy: policyValue(deployment),
      },
    },
  }).replace('permissions: 384', 'permissions: 0o600');
}

/** Fields of kops KubeAPIServerConfig; it has none for truncation. */
const KOPS: Readonly<Record<string, { readonly name: string; readonly read: (value: string) => unknown }>> = {
  'audit-policy-file': { name: 'auditPolicyFile', read: String },
  'audit-log-path': { name: 'auditLogPath', read: String },
  'audit-webhook-config-file': { name: 'auditWebhookConfigFile', read: String },
  'audit-webhook-mode': { name: 'auditWebhookMode', read: String },
  'audit-webhook-batch-buffer-size': { name: 'auditWebhookBatchBufferSize', read: Number },
  'audit-webhook-batch-max-size': { name: 'auditWebhookBatchMaxSize', read: Number },
  'audit-webhook-batch-max-wait': { name: 'auditWebhookBatchMaxWait', read: String },
  'audit-webhook-batch-throttle-enable': { name: 'auditWebhookBatchThrottleEnable', read: (value) => value === 'true' },
  'audit-webhook-batch-throttle-qps': { name: 'auditWebhookBatchThrottleQps', read: String },
  'audit-webhook-batch-throttle-burst': { name: 'auditWebhookBatchThrottleBurst', read: Number },
  'audit-webhook-initial-backoff': { name: 'auditWebhookInitialBackoff', read: String },
};

export function kops(deployment: Deployment): string {
  // kops mounts this folder into kube-apiserver's container.
  const dir = '/srv/kubernetes/kube-apiserver';
  const entries = Object.entries(allFlags(deployment, dir));
  const fields = entries.flatMap(([name, value]) => {
    const field = KOPS[name];
    return field === undefined ? [] : [[field.name, field.read(value)] as const];
  });
  const without = entries.filter(([name]) => KOPS[name] === undefined);
  const asset = (name: string, content: string): object => ({
    name: `audit-${name}`,
    path: `${dir}/${name}`,
    roles: ['ControlPlane'],
    content,
  });
  return document(
    [`kops edit cluster. ${FILL_IN}`, ...without.map(([name, value]) => `kops has no field for --${name}=${value}`)],
    {
      spec: {
        fileAssets: filesBeside(deployment).map(([name, text]) => asset(name, text)),
        kubeAPIServer: Object.fromEntries(fields),
      },
    },
  );
}
