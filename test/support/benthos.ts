import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { freePort } from '../../src/platform/programs.ts';
import { verifyServer } from '../../src/platform/tls-check.ts';
import { waitUntil } from '../../src/runner/wait-until.ts';
import { buildGoProgram } from './go-program.ts';
import { testScope } from './scope.ts';

const built = await buildGoProgram('benthos');

/** Why tests with Benthos cannot run here; `null`: they can. */
export const noBenthos: string | null = 'missing' in built ? built.missing : null;

// In CI they must run: a skip there would be a test that cannot fail.
if (noBenthos !== null && process.env['AUDIT_BENCH_REQUIRE_REAL'] === '1') throw new Error(noBenthos);

/** A Benthos that writes every body that is POSTed to it as a line of a file. */
export async function startBenthos() {
  if ('missing' in built) throw new Error(built.missing);
  const dir = mkdtempSync(join(tmpdir(), 'audit-bench-benthos-'));
  const port = await freePort();
  const file = join(dir, 'bodies.jsonl');
  const config = {
    http: { enabled: false },
    logger: { level: 'WARN' },
    input: { http_server: { address: `127.0.0.1:${port}`, path: '/audit' } },
    output: { file: { path: file, codec: 'lines' } },
  };
  // JSON is YAML.
  writeFileSync(join(dir, 'config.yaml'), JSON.stringify(config));
  const benthos = execa(built.path, ['run', join(dir, 'config.yaml')], { reject: false });
  const stop = async (): Promise<void> => {
    benthos.kill('SIGTERM');
    await benthos;
  };
  const origin = `http://127.0.0.1:${port}`;
  const up = async (): Promise<boolean> => {
    await verifyServer({ origin, caPem: null, client: null });
    return true;
  };
  expect(await waitUntil(() => up().catch(() => false), 10_000, testScope())).toBe(true);
  return { url: `${origin}/audit`, bodies: () => readFileSync(file, 'utf8').trimEnd().split('\n'), stop };
}
