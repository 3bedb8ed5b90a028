import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

const BUILD_MS = 600_000;

/**
 * Builds a program of test/support/go once for each state of its sources, outside the clone.
 * `missing`: why it cannot be had.
 */
export async function buildGoProgram(
  folder: string,
  modfile = 'go.mod',
): Promise<{ readonly path: string } | { readonly missing: string }> {
  const sources = resolve('test/support/go', folder);
  const parts = ['main.go', modfile, modfile.replace(/mod$/, 'sum')].map((file) => readFileSync(join(sources, file)));
  const digest = createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 16);
  const dir = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'audit-bench', folder);
  const path = join(dir, digest);
  if (existsSync(path)) return { path };
  mkdirSync(dir, { recursive: true });
  const built = await execa('go', ['build', `-modfile=${modfile}`, '-o', path, '.'], {
    cwd: sources,
    timeout: BUILD_MS,
    reject: false,
  });
  if (!built.failed) return { path };
  return { missing: `${folder} cannot be built: ${built.stderr.split('\n')[0] || built.shortMessage}` };
}
