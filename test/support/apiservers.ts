import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { assetsCacheDir } from '../../src/clusters/local/assets-cache.ts';

/** Every kube-apiserver of this machine by version: those of `audit-bench assets install`, and the lab's. */
export function installedApiservers(): ReadonlyMap<string, string> {
  const cache = assetsCacheDir(process.env);
  const dirs = existsSync(cache) ? readdirSync(cache).map((name) => join(cache, name)) : [];
  const lab = join(process.env.AUDIT_BENCH_LAB ?? join(homedir(), '.cache', 'audit-bench-lab'), 'bin');
  const programs = [...dirs, lab].map((dir) => join(dir, 'kube-apiserver')).filter((path) => existsSync(path));
  return new Map(
    programs.map((path) => [/v(\d+\.\d+\.\d+)/.exec(execaSync(path, ['--version']).stdout)?.[1] ?? path, path]),
  );
}
