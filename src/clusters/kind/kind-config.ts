import { stringify } from 'yaml';
import type { KindSpec } from '../../core/cluster-spec.ts';
import type { FlagValues } from '../../core/flags.ts';

/** Where API servers see the policy and the webhook kubeconfig; this mount also says that a node is ours. */
export const AUDIT_DIR = '/etc/kubernetes/audit-bench';
/** Where API servers write when the backend is a log. */
export const AUDIT_LOG_DIR = '/var/log/audit-bench';

/** Folders of this machine that the nodes get. */
export interface MountedDirs {
  readonly auditDir: string;
  /** One a node, into which its API server writes its log; none: it writes none. */
  readonly logDirs: readonly string[];
}

/**
 * The file that `kind create cluster --config` takes.
 *
 * Folders are mounted, never single files: a mounted file breaks log rotation, and a missing one becomes a folder and a
 * crash loop. The kubeadm patch names no version: kind turns its maps into the lists of v1beta4 where the image wants them.
 */
export function kindConfig(
  spec: Pick<KindSpec, 'apiservers' | 'full' | 'apiserverFlags'>,
  { auditDir, logDirs }: MountedDirs,
  auditFlags: FlagValues,
): string {
  const logVolume = {
    name: 'audit-bench-log',
    hostPath: AUDIT_LOG_DIR,
    mountPath: AUDIT_LOG_DIR,
    pathType: 'Directory',
  };
  const patch = {
    kind: 'ClusterConfiguration',
    apiServer: {
      extraArgs: { ...spec.apiserverFlags, ...auditFlags },
      extraVolumes: [
        { name: 'audit-bench', hostPath: AUDIT_DIR, mountPath: AUDIT_DIR, readOnly: true, pathType: 'Directory' },
        ...(logDirs.length === 0 ? [] : [logVolume]),
      ],
    },
  };
  const node = (index: number) => {
    const logDir = logDirs[index];
    return {
      role: 'control-plane',
      extraMounts: [
        { hostPath: auditDir, containerPath: AUDIT_DIR, readOnly: true },
        ...(logDir === undefined ? [] : [{ hostPath: logDir, containerPath: AUDIT_LOG_DIR }]),
      ],
    };
  };
  return stringify(
    {
      kind: 'Cluster',
      apiVersion: 'kind.x-k8s.io/v1alpha4',
      ...(spec.full ? {} : { networking: { disableDefaultCNI: true, kubeProxyMode: 'none' } }),
      kubeadmConfigPatches: [stringify(patch)],
      nodes: Array.from({ length: spec.apiservers }, (_, index) => node(index)),
    },
    { aliasDuplicateObjects: false },
  );
}
