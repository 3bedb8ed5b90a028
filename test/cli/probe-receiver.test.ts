import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ReceiverProbeResult } from '../../src/core/receiver-probe.ts';
import { runCli, tempDir } from '../support/cli.ts';
import { startNginx } from '../support/nginx.ts';

describe('probe-receiver', () => {
  test('a receiver over TLS: rate and latency at each step, and the file that tune.limits.fromProbe reads', async () => {
    const { backend, stop } = await startNginx('client_max_body_size 1m; return 200;');
    onTestFinished(stop);
    const dir = tempDir();
    const files = { 'ca.crt': backend.caPem, 'c.crt': backend.client?.certificatePem, 'c.key': backend.client?.keyPem };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text ?? '');
    const tls = ['--ca-file', 'ca.crt', '--cert-file', 'c.crt', '--key-file', 'c.key'];
    const args = [
      'probe-receiver',
      backend.url,
      ...tls,
      '--batch',
      '10',
      '--for',
      '1s',
      '--out',
      'probe.json',
      '--html',
      'p.html',
    ];
    const { exitCode, stdout } = await runCli(args, { cwd: dir });
    expect(stdout).toMatch(/takes [\d,.]+\/s of 10 events \(.+\), [\d,]+ events\/s, with \d+ at once: p99 .+\.$/);
    expect(exitCode).toBe(0);
    const probe = JSON.parse(readFileSync(join(dir, 'probe.json'), 'utf8')) as ReceiverProbeResult;
    expect(probe.steps.map(({ concurrency }) => concurrency).slice(0, 2)).toEqual([1, 2]);
    expect(probe.sustained?.failed).toBe(0);
    expect(readFileSync(join(dir, 'p.html'), 'utf8')).toContain('Batches per second over POSTs at once');
    const scenario = `apiVersion: audit-bench/v1\nkind: Scenario\nname: s\nload: { phases: [{ rate: 10/s, duration: 1s }] }\ntune: { limits: { fromProbe: probe.json } }\n`;
    writeFileSync(join(dir, 's.yaml'), scenario);
    expect((await runCli(['validate', 's.yaml'], { cwd: dir })).exitCode).toBe(0);
  });

  test('one that fails every POST: exit 1', async () => {
    const { backend, stop } = await startNginx('return 503;');
    onTestFinished(stop);
    const dir = tempDir();
    const files = { 'ca.crt': backend.caPem, 'c.crt': backend.client?.certificatePem, 'c.key': backend.client?.keyPem };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text ?? '');
    const tls = ['--ca-file', 'ca.crt', '--cert-file', 'c.crt', '--key-file', 'c.key'];
    expect(await runCli(['probe-receiver', backend.url, ...tls, '--for', '1s'], { cwd: dir })).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('failed POSTs at every step.') as string,
    });
  });

  test.each([
    [['https://10.1.2.3/audit'], '10.1.2.3 is not this machine, and is loaded until it takes no more'],
    [['http://127.0.0.1:1/audit'], '127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1'],
    [['127.0.0.1'], 'expected an address such as "https://10.0.0.5:8443/audit", got "127.0.0.1"'],
    [['http://127.0.0.1/', '--for', '1ms'], '--for: expected a duration of at least 1s such as "3s", got "1ms"'],
    [['http://127.0.0.1/', '--batch', '0'], '--batch: expected a whole number from 1, got 0'],
    [['http://127.0.0.1/', '--key-file', 'k'], '--cert-file and --key-file belong together'],
  ])('%j is refused', async (args, why) => {
    const { exitCode, stderr } = await runCli(['probe-receiver', ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(why);
  });
});
