import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCli, startCli, tempDir } from '../support/cli.ts';

const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: watched
policy: metadata-complete
load: { phases: [{ rate: 100/s, duration: 3s }] }
variants: [{ name: a, bufferSize: 100, maxBatchSize: 20, maxBatchWait: 500ms }]
`;

test('a run can be watched: its page and its metrics are there while it runs, and gone with it', async () => {
  const dir = tempDir();
  writeFileSync(join(dir, 's.yaml'), SCENARIO);
  const child = startCli(['run', join(dir, 's.yaml'), '--out', join(dir, 'run'), '--watch-port', '0']);
  let told = '';
  const base = await new Promise<string>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(told)?.[0];
      if (url !== undefined && told.includes('measuring')) resolve(url);
    });
  });
  const metrics = await (await fetch(`${base}/metrics`)).text();
  expect(metrics).toMatch(/audit_bench_phase\{trial="a-1",step="a-1: measuring[^"]*"\} 1/);
  const page = await fetch(base);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await page.text()).toContain('http-equiv="refresh"');
  expect((await fetch(`${base}/../result.json`)).status).toBe(404);
  await child;
  await expect(fetch(`${base}/metrics`)).rejects.toThrow();
});

test('a port that is taken is told before anything is started', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const dir = tempDir();
  writeFileSync(join(dir, 's.yaml'), SCENARIO);
  const { exitCode, stderr } = await runCli([
    'run',
    join(dir, 's.yaml'),
    '--out',
    join(dir, 'run'),
    '--watch-port',
    String(port),
  ]);
  expect(stderr).toBe(
    `--watch-port ${port}: cannot be listened on: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n  hint: choose another port, or 0 for any`,
  );
  expect(exitCode).toBe(2);
});
