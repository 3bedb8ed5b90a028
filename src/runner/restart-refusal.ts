import type { ProviderCapabilities } from '../clusters/provider.ts';
import type { ClusterSpec } from '../core/cluster-spec.ts';
import { badInput } from '../core/errors.ts';
import type { Scenario } from '../core/scenario.ts';

/** Why the restarts that a scenario plans cannot be played on this cluster; `null`: they can. */
export function restartRefusal(
  { restarts = [] }: Pick<Scenario, 'restarts'>,
  { name, apiservers }: Pick<ClusterSpec, 'name' | 'apiservers'>,
  { settings }: Pick<ProviderCapabilities, 'settings'>,
): Error | null {
  if (restarts.length > 0 && settings === 'as they are')
    return badInput(
      `apiserver.faults: the API servers of ${name} are the user's and are not restarted`,
      'choose a cluster that audit-bench makes itself: embedded, local or kind',
    );
  const beyond = restarts.find((planned) => planned.kind !== 'rollout' && planned.instance > apiservers);
  if (beyond === undefined || beyond.kind === 'rollout') return null;
  return badInput(
    `apiserver.faults: instance ${beyond.instance} is to be ended, and ${name} has ${apiservers} API ${apiservers === 1 ? 'server' : 'servers'}`,
    'name one that is there, or raise "apiservers" (kind: "controlPlanes") of the cluster file',
  );
}
