import { localProvider } from '../../src/clusters/local/provider.ts';
import type { ClusterProvider } from '../../src/clusters/provider.ts';

interface Local {
  readonly apiservers?: number;
  readonly apiserverFlags?: Readonly<Record<string, string>>;
}

/** Real etcd and kube-apiserver of this machine, for tests that start them without a run. */
export function localTestProvider({ apiservers = 1, apiserverFlags = {} }: Local = {}): ClusterProvider {
  return localProvider(
    {
      name: 'l',
      provider: 'local',
      apiservers,
      load: { from: 'this machine' },
      kubernetesVersion: null,
      apiserverFlags,
    },
    { assetsDir: null, environment: process.env, keep: false },
  );
}
