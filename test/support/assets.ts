import { findBinaries } from '../../src/clusters/local/binaries.ts';

const found = await findBinaries({ assetsDir: null, environment: process.env, kubernetesVersion: null }).catch(() => undefined);

/** Why tests of the real API server cannot run here; `null`: they can. */
export const noBinaries: string | null =
  found === undefined ? 'no kube-apiserver and etcd: npx audit-bench assets install (or --from go)' : null;
