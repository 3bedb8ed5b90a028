import type { Problem } from './errors.ts';
import type { Policy } from './policy.ts';

/**
 * Since this minor version of Kubernetes a rule's `group: "*"` is every group; before it kube-apiserver takes it for a
 * name, finds that it is none, and does not start (k8s.io/apiserver pkg/apis/audit/validation/validation.go, v0.34.4
 * and v0.37.2).
 */
export const ANY_GROUP_MINOR = 36;

/** What of a policy stops a kube-apiserver of that version (`1.34.4`) from starting; without a version nothing is said. */
export function unmetPolicyNeeds({ rules }: Policy, kubernetesVersion: string): readonly Problem[] {
  const minor = Number(/^v?1\.(\d+)/.exec(kubernetesVersion)?.[1] ?? ANY_GROUP_MINOR);
  if (minor >= ANY_GROUP_MINOR) return [];
  return rules.flatMap(({ resources = [] }, rule) =>
    resources.flatMap(({ group }, entry) =>
      group === '*'
        ? [
            {
              message: `policy rules[${rule}].resources[${entry}].group: "*" needs Kubernetes 1.${ANY_GROUP_MINOR}, kube-apiserver ${kubernetesVersion} does not start with it`,
              hint: 'name the groups, or choose a newer version with kubernetesVersion',
            },
          ]
        : [],
    ),
  );
}
