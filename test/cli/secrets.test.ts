import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, startCli, tempDir } from '../support/cli.ts';
import { processesWith } from '../support/processes.ts';

const SHORT = `apiVersion: audit-bench/v1
kind: Scenario
name: short
load: { phases: [{ rate: 50/s, duration: 2s }] }
variants: [{ name: a, maxBatchWait: 500ms }]
`;
const PLANTED = 'planted-token-8f3c1d';

function filesUnder(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((file) => statSync(file).isFile());
}

/** A line from the middle of every private key in these files, bare or inside a kubeconfig. */
function keysIn(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const data = [...text.matchAll(/client-key-data: "?([\w+/=]+)/g)].map(([, key = '']) => key);
    const decoded = data.map((key) => Buffer.from(key, 'base64').toString());
    const pems = [text, ...decoded].flatMap((pem) => [...pem.matchAll(/BEGIN[A-Z ]* PRIVATE KEY-+\n([\w+/=]{40})/g)]);
    return [...data.map((key) => key.slice(60, 120)), ...pems.map(([, line = '']) => line)];
  });
}

describe('keys and tokens', () => {
  test('of a run stand in files of nobody else, and in no artifact, message or process list', async () => {
    const dir = tempDir();
    const scratch = tempDir();
    const out = join(dir, 'run');
    writeFileSync(join(dir, 's.yaml'), SHORT);
    const env = { TMPDIR: scratch, AUDIT_BENCH_TEST_TOKEN: PLANTED };
    const child = startCli(['run', join(dir, 's.yaml'), '--out', out], { env });
    let keys: readonly string[] = [];
    let modes: readonly string[] = [];
    let listed: readonly string[] = [];
    child.stderr.on('data', (chunk: Buffer) => {
      if (keys.length > 0 || !chunk.toString().includes('a-1: measuring')) return;
      const files = filesUnder(scratch);
      keys = keysIn(files);
      modes = files
        .filter((file) => keysIn([file]).length > 0)
        .map((file) => (statSync(file).mode & 0o777).toString(8));
      listed = [...keys, PLANTED].flatMap((secret) => processesWith(secret));
    });
    const { stdout, stderr } = await child;
    // The server's, and the webhook's client key in both spellings.
    expect(keys.length).toBeGreaterThanOrEqual(3);
    expect([...new Set(modes)]).toEqual(['600']);
    expect(listed).toEqual([]);
    const artifacts = filesUnder(out);
    expect(artifacts.length).toBeGreaterThan(10);
    for (const secret of [...keys, PLANTED]) {
      expect(stdout + stderr).not.toContain(secret);
      for (const file of artifacts) expect(readFileSync(file, 'utf8').includes(secret), file).toBe(false);
    }
  });

  test('of a kubeconfig stand in no message, whatever is wrong with it', async () => {
    const file = join(tempDir(), 'kubeconfig');
    const text = `apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:9" } }]
contexts: [{ name: x, context: { cluster: c, user: u } }]
users: [{ name: u, user: { token: ${PLANTED}, password: ${PLANTED} } }]
current-context: x
`;
    for (const damaged of [
      text,
      text.replace('current-context: x', ''),
      `${text}  ]`,
      text.replace('token', 'tokne'),
    ]) {
      writeFileSync(file, damaged);
      for (const args of [
        ['check', '--kubeconfig', file, '--for', '1s'],
        ['validate', file],
      ]) {
        const { stdout, stderr } = await runCli(args);
        expect(stdout + stderr).not.toContain(PLANTED);
      }
    }
  });
});
