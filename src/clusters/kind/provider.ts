import { join } from 'node:path';
import type { KindSpec } from '../../core/cluster-spec.ts';
import type { ProviderFactory } from '../provider.ts';
import { KindCluster } from './cluster.ts';
import { networkName, prepareNetwork } from './network.ts';
import { checkMachine } from './preflight.ts';
import { makeTools } from './tools.ts';

/** Real clusters through the kind that is installed, in docker, podman or nerdctl. */
export const kindProvider: ProviderFactory = (spec, { environment, keep }) => {
  const kind = spec as KindSpec;
  const network = networkName(environment);
  const toolsFor = (runDir: string) => makeTools(environment, join(runDir, 'logs'));
  return {
    name: 'kind',
    emulated: false,
    preflight: (scope) => checkMachine(kind, toolsFor(scope.runDir)),
    prepare: (scope) => prepareNetwork(toolsFor(scope.runDir), network),
    start: (route, settings, scope) =>
      KindCluster.start({ spec: kind, tools: toolsFor(scope.runDir), network, keep, route, scope }, settings),
  };
};
