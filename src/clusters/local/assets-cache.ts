import { homedir } from 'node:os';
import { join } from 'node:path';

/** `<cache>/assets`, a folder for each Kubernetes version. */
export function assetsCacheDir(environment: Readonly<Record<string, string | undefined>>): string {
  const base =
    environment['AUDIT_BENCH_CACHE'] ?? join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'audit-bench');
  return join(base, 'assets');
}
