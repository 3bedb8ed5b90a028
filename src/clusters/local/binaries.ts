import { join } from 'node:path';
import { missingTool } from '../../core/errors.ts';
import { listDirs, pathExists } from '../../platform/files.ts';
import { findOnPath, runCommand } from '../../platform/programs.ts';
import { assetsCacheDir } from './assets-cache.ts';

export interface Binaries {
  readonly etcd: string;
  readonly apiserver: string;
  /** `1.36.3` */
  readonly kubernetesVersion: string;
  /** Where they were found, for people. */
  readonly origin: string;
}

export interface BinarySearch {
  /** `--assets`; then it is the only place. */
  readonly assetsDir: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `1.36` or `1.36.3`; `null`: any. */
  readonly kubernetesVersion: string | null;
}

/**
 * Finds etcd and kube-apiserver: --assets, else KUBEBUILDER_ASSETS, the cache of `audit-bench assets install` (newest
 * that fits), PATH.
 * Errors: AuditBenchError (exit 3) that names both ways to get them.
 */
export async function findBinaries(search: BinarySearch): Promise<Binaries> {
  for (const { dir, origin } of await candidates(search)) {
    const etcd = await firstThere([join(dir, 'etcd')], search.environment);
    const apiserver = await firstThere([join(dir, 'kube-apiserver')], {});
    if (apiserver === undefined) continue;
    if (etcd === undefined) {
      throw missingTool(
        `etcd is missing beside ${apiserver}`,
        'audit-bench assets install gets both; Debian has etcd-server',
      );
    }
    const kubernetesVersion = await versionOf(apiserver);
    if (!fits(kubernetesVersion, search.kubernetesVersion)) continue;
    return { etcd, apiserver, kubernetesVersion, origin };
  }
  const wanted = search.kubernetesVersion === null ? '' : ` ${search.kubernetesVersion}`;
  const place = search.assetsDir === null ? 'KUBEBUILDER_ASSETS, the cache or PATH' : search.assetsDir;
  throw missingTool(
    `no kube-apiserver${wanted} in ${place}`,
    'get etcd and kube-apiserver with "audit-bench assets install" (downloads) or "audit-bench assets install --from go" (builds them from their Go modules)',
  );
}

async function candidates(search: BinarySearch): Promise<readonly { dir: string; origin: string }[]> {
  if (search.assetsDir !== null) return [{ dir: search.assetsDir, origin: `--assets ${search.assetsDir}` }];
  const cache = assetsCacheDir(search.environment);
  const versions = (await listDirs(cache))
    .filter((name) => /^\d/.test(name))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const kubebuilder = search.environment['KUBEBUILDER_ASSETS'];
  const onPath = findOnPath('kube-apiserver', search.environment['PATH'] ?? '');
  return [
    ...(kubebuilder === undefined ? [] : [{ dir: kubebuilder, origin: `KUBEBUILDER_ASSETS ${kubebuilder}` }]),
    ...versions.map((version) => ({ dir: join(cache, version), origin: `assets ${version}` })),
    ...(onPath === undefined ? [] : [{ dir: join(onPath, '..'), origin: `PATH ${onPath}` }]),
  ];
}

async function firstThere(
  files: readonly string[],
  environment: BinarySearch['environment'],
): Promise<string | undefined> {
  for (const file of files) if (await pathExists(file)) return file;
  return findOnPath('etcd', environment['PATH'] ?? '');
}

async function versionOf(apiserver: string): Promise<string> {
  const { stdout, failure } = await runCommand(apiserver, ['--version'], { timeoutMs: 20_000 });
  const version = /v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined)
    throw missingTool(`${apiserver} --version does not name a version: ${failure || stdout.trim()}`);
  return version;
}

function fits(version: string, wanted: string | null): boolean {
  return wanted === null || version === wanted || version.startsWith(`${wanted}.`);
}
