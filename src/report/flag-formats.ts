import { flagArguments } from '../core/flags.ts';
import { backendOf, type Deployment, KUBECONFIG_NAME, POLICY_NAME, WEBHOOK_KUBECONFIG } from './formats/deployment.ts';
import { k3s, kops, kubespray, rke2, talos } from './formats/distributions.ts';
import { clusterApi, kind, kubeadmV1beta3, kubeadmV1beta4, staticPod } from './formats/kubeadm.ts';
import { AKS, EKS, GKE, OPENSHIFT } from './formats/managed.ts';

/** How a recommendation is written for the tools that start kube-apiserver, by format and file in `recommended/`. */
const FORMATS = {
  flags: { file: 'flags.txt', render: ({ flags }: Deployment) => `${flagArguments(flags).join('\n')}\n` },
  kubeadm: { file: 'kubeadm.yaml', render: kubeadmV1beta4 },
  'kubeadm-v1beta3': { file: 'kubeadm-v1beta3.yaml', render: kubeadmV1beta3 },
  kind: { file: 'kind.yaml', render: kind },
  'static-pod': { file: 'static-pod.yaml', render: staticPod },
  rke2: { file: 'rke2.yaml', render: rke2 },
  k3s: { file: 'k3s.yaml', render: k3s },
  kubespray: { file: 'kubespray.yaml', render: kubespray },
  talos: { file: 'talos.yaml', render: talos },
  kops: { file: 'kops.yaml', render: kops },
  'cluster-api': { file: 'cluster-api.yaml', render: clusterApi },
  openshift: { file: 'openshift.txt', render: () => OPENSHIFT },
  eks: { file: 'eks.txt', render: () => EKS },
  gke: { file: 'gke.txt', render: () => GKE },
  aks: { file: 'aks.txt', render: () => AKS },
  policy: { file: POLICY_NAME, render: ({ policyText }: Deployment) => policyText },
  kubeconfig: {
    file: KUBECONFIG_NAME,
    render: ({ flags }: Deployment) => (backendOf(flags) === 'log' ? '# A log needs none.\n' : WEBHOOK_KUBECONFIG),
  },
} as const;

export type FlagFormat = keyof typeof FORMATS;

export const FLAG_FORMATS = Object.keys(FORMATS) as readonly FlagFormat[];

export function flagFile(format: FlagFormat): string {
  return FORMATS[format].file;
}

/** Text ready to paste, complete with the files that the flags name, or with where they belong. */
export function formatFlags(deployment: Deployment, format: FlagFormat): string {
  return FORMATS[format].render(deployment);
}
