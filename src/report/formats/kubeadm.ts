import { flagArguments } from '../../core/flags.ts';
import {
  allFlags,
  AUDIT_DIR,
  backendOf,
  besides,
  type Deployment,
  document,
  filesBeside,
  KUBECONFIG_NAME,
  LOG_DIR,
  POLICY_NAME,
} from './deployment.ts';

const NODES = 'every control-plane node before kubeadm runs';

interface Volume {
  readonly name: string;
  readonly hostPath: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly pathType: 'Directory' | 'DirectoryOrCreate';
}

/** The folder of the files that are read, and the one that a log is written into. */
function volumesOf({ flags }: Deployment): readonly Volume[] {
  const at = (path: string) => ({ hostPath: path, mountPath: path });
  const files: Volume = { name: 'audit', ...at(AUDIT_DIR), readOnly: true, pathType: 'Directory' };
  const log: Volume = { name: 'audit-log', ...at(LOG_DIR), readOnly: false, pathType: 'DirectoryOrCreate' };
  return backendOf(flags) === 'log' ? [files, log] : [files];
}

export function kubeadmV1beta4(deployment: Deployment): string {
  const extraArgs = Object.entries(allFlags(deployment, AUDIT_DIR)).map(([name, value]) => ({ name, value }));
  return document(
    [
      'kubeadm, Kubernetes 1.31 and newer. kubeadm init --config, or merge into what kubeadm-config holds.',
      ...besides(deployment, AUDIT_DIR, NODES),
    ],
    {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'ClusterConfiguration',
      apiServer: { extraArgs, extraVolumes: volumesOf(deployment) },
    },
  );
}

export function kubeadmV1beta3(deployment: Deployment): string {
  return document(['kubeadm, Kubernetes 1.22 to 1.33.', ...besides(deployment, AUDIT_DIR, NODES)], {
    apiVersion: 'kubeadm.k8s.io/v1beta3',
    kind: 'ClusterConfiguration',
    apiServer: { extraArgs: allFlags(deployment, AUDIT_DIR), extraVolumes: volumesOf(deployment) },
  });
}

/** Of no version: kind turns it into the one of the node image. */
export function kind(deployment: Deployment): string {
  const patch = {
    kind: 'ClusterConfiguration',
    apiServer: { extraArgs: allFlags(deployment, AUDIT_DIR), extraVolumes: volumesOf(deployment) },
  };
  return document(
    [
      'kind create cluster --config',
      ...(backendOf(deployment.flags) === 'log'
        ? [`Beside it, in ./audit: ${POLICY_NAME} (audit-bench flags RUN --format policy).`]
        : [
            `Beside it, in ./audit: ${POLICY_NAME} and ${KUBECONFIG_NAME}`,
            '(audit-bench flags RUN --format policy, --format kubeconfig; fill in what stands in capitals and <>).',
          ]),
    ],
    {
      kind: 'Cluster',
      apiVersion: 'kind.x-k8s.io/v1alpha4',
      nodes: [
        {
          role: 'control-plane',
          extraMounts: [{ hostPath: './audit', containerPath: AUDIT_DIR, readOnly: true }],
          kubeadmConfigPatches: [document([], patch)],
        },
      ],
    },
  );
}

/** The files travel with it. */
export function clusterApi(deployment: Deployment): string {
  const file = (name: string, content: string): object => ({
    path: `${AUDIT_DIR}/${name}`,
    owner: 'root:root',
    permissions: '0600',
    content,
  });
  return document(
    [
      'Cluster API: merge into the KubeadmControlPlane. Fill in what stands in capitals and <>, or take it from a Secret (contentFrom).',
    ],
    {
      apiVersion: 'controlplane.cluster.x-k8s.io/v1beta1',
      kind: 'KubeadmControlPlane',
      spec: {
        kubeadmConfigSpec: {
          files: filesBeside(deployment).map(([name, text]) => file(name, text)),
          clusterConfiguration: {
            apiServer: { extraArgs: allFlags(deployment, AUDIT_DIR), extraVolumes: volumesOf(deployment) },
          },
        },
      },
    },
  );
}

/**
 * A JSON patch that only adds: a strategic merge patch would replace the whole command. Flags that stand there already
 * are set again behind, and the last of two counts.
 */
export function staticPod(deployment: Deployment): string {
  const added = flagArguments(allFlags(deployment, AUDIT_DIR)).map((value) => ({
    op: 'add',
    path: '/spec/containers/0/command/-',
    value,
  }));
  return document(
    [
      'A JSON patch for the static pod of kube-apiserver that only adds. kubeadm: save it as kube-apiserver+json.yaml',
      'in the directory that --patches (or "patches:" of the configuration) names, and kubeadm upgrade node.',
      ...besides(deployment, AUDIT_DIR, 'every control-plane node'),
    ],
    [
      ...added,
      ...volumesOf(deployment).map(({ name, mountPath, readOnly }) => ({
        op: 'add',
        path: '/spec/containers/0/volumeMounts/-',
        value: { name, mountPath, readOnly },
      })),
      ...volumesOf(deployment).map(({ name, hostPath, pathType }) => ({
        op: 'add',
        path: '/spec/volumes/-',
        value: { name, hostPath: { path: hostPath, type: pathType } },
      })),
    ],
  );
}
