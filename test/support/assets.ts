import { findBinaries } from '../../src/clusters/local/binaries.ts';

const found = await findBinaries({ assetsDir: null, environment: process.env, kubernetesVersion: null }).catch(
  () => undefined,
);

/** Why tests of the real API server cannot run here; `null`: they can. */
export const noBinaries: string | null =
  found === undefined ? 'no kube-apiserver and etcd: npx audit-bench assets install (or --from go)' : null;

// In CI they must run: a skip there would be a test that cannot fail.
if (noBinaries !== null && process.env['AUDIT_BENCH_REQUIRE_REAL'] === '1') throw new Error(noBinaries);
