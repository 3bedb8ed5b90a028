import { stringify } from 'yaml';
import type { KindSpec } from '../../core/cluster-spec.ts';
import type { FlagValues } from '../../core/flags.ts';

/** Where API servers see the policy and the webhook kubeconfig; this mount also says that a node is ours. */
export const AUDIT_DIR = '/etc/kubernetes/audit-bench';
/** Where API servers write when the backend is a log. */
export const AUDIT_LOG_DIR = '/var/log/audit-bench';

/**
 * The file that `kind create cluster --config` takes. `hostDir` has the folders `audit` and `log`.
 *
 * Folders are mounted, never single files: a mounted file breaks log rotation, and a missing one becomes a folder and a
 * crash loop. The kubeadm patch names no version: kind turns its maps into the lists of v1beta4 where the image wants them.
 */
export function kindConfig(
  spec: Pick<KindSpec, 'apiservers' | 'full' | 'apiserverFlags'>,
  hostDir: string,
  auditFlags: FlagValues,
): string {
  const patch = {
    kind: 'ClusterConfiguration',
    apiServer: {
      extraArgs: { ...spec.apiserverFlags, ...auditFlags },
      extraVolumes: [
        { name: 'audit-bench', hostPath: AUDIT_DIR, mountPath: AUDIT_DIR, readOnly: true, pathType: 'Directory' },
        { name: 'audit-bench-log', hostPath: AUDIT_LOG_DIR, mountPath: AUDIT_LOG_DIR, pathType: 'Directory' },
      ],
    },
  };
  const node = {
    role: 'control-plane',
    extraMounts: [
      { hostPath: `${hostDir}/audit`, containerPath: AUDIT_DIR, readOnly: true },
      { hostPath: `${hostDir}/log`, containerPath: AUDIT_LOG_DIR },
    ],
  };
  return stringify(
    {
      kind: 'Cluster',
      apiVersion: 'kind.x-k8s.io/v1alpha4',
      ...(spec.full ? {} : { networking: { disableDefaultCNI: true, kubeProxyMode: 'none' } }),
      kubeadmConfigPatches: [stringify(patch)],
      nodes: Array.from({ length: spec.apiservers }, () => node),
    },
    { aliasDuplicateObjects: false },
  );
}
