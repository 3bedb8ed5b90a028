import { join } from 'node:path';
import { unmetPolicyNeeds } from '../../core/policy-needs.ts';
import { instanceNames } from '../instance-name.ts';
import { ownStart, type ProviderFactory } from '../provider.ts';
import { KindCluster } from './cluster.ts';
import { AUDIT_LOG_DIR } from './kind-config.ts';
import { networkName, prepareNetwork } from './network.ts';
import { checkMachine, versionOf } from './preflight.ts';
import { makeTools } from './tools.ts';

/** Real clusters through the kind that is installed, in docker, podman or nerdctl. */
export const kindProvider: ProviderFactory<'kind'> = (kind, { environment, keep }) => {
  const network = networkName(environment);
  const toolsFor = (runDir: string) => makeTools(environment, join(runDir, 'logs'));
  return {
    name: 'kind',
    capabilities: {
      emulated: false,
      settings: 'changed',
      events: 'every API server',
      logFolders: 'mounted into nodes',
    },
    preflight: async (scope, { policies }) => [
      ...policies.flatMap((policy) => unmetPolicyNeeds(policy, versionOf(kind))),
      ...(await checkMachine(kind, toolsFor(scope.runDir))),
    ],
    prepare: async (scope) => ({
      ...(await prepareNetwork(toolsFor(scope.runDir), network)),
      log: { instances: instanceNames(kind.apiservers), there: AUDIT_LOG_DIR },
    }),
    start(audit, scope) {
      const { route, settings } = ownStart(audit);
      return KindCluster.start({ spec: kind, tools: toolsFor(scope.runDir), network, keep, route, scope }, settings);
    },
  };
};
