import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';

/** A machine that stalls gives a trial in doubt, not a wrong number. */
async function measure(scenario: object) {
  const dir = tempDir();
  // JSON is YAML.
  const head = { apiVersion: 'audit-bench/v1', kind: 'Scenario', name: 'log', backend: 'log' };
  writeFileSync(join(dir, 's.yaml'), JSON.stringify({ ...head, ...scenario }));
  const out = join(dir, 'run');
  const args = ['run', join(dir, 's.yaml'), '--cluster', resolve('clusters/local.yaml'), '--out', out];
  const outcome = await runCli(args);
  return { ...outcome, result: JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult };
}

describe("a real kube-apiserver's log", () => {
  test('in the old format, rotated and compressed, beside a webhook in batch mode: every event is accounted for', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    const folder = join(tempDir(), 'audit');
    mkdirSync(folder);
    const { result, stdout } = await measure({
      policy: 'metadata',
      log: { path: join(folder, 'audit.log'), format: 'legacy', maxSizeMegabytes: 1, compress: true },
      alongside: { mode: 'batch', maxBatchWait: '1s' },
      load: { phases: [{ name: 'steady', rate: '300/s', duration: '6s' }] },
      variants: [{ name: 'blocking', mode: 'blocking' }],
    });
    const [trial] = result.trials;
    expect(trial?.flags).toMatchObject({
      'audit-log-mode': 'blocking',
      'audit-log-format': 'legacy',
      'audit-log-compress': 'true',
      'audit-webhook-mode': 'batch',
    });
    expect(trial?.ours).toMatchObject({ expected: 3600, delivered: 3600, duplicate: 0 });
    expect(trial?.events).toMatchObject({ dropped: 0, discarded: 0, unexplained: 0 });
    expect(trial?.log).toMatchObject({ removedUnread: [], truncations: 0, brokenLines: 0 });
    expect(trial?.log?.rotations).toBeGreaterThan(0);
    expect(readdirSync(folder).some((name) => name.endsWith('.gz'))).toBe(true);
    expect(stdout).toMatch(
      /^trial +mode +request p50 +request p99 +lag p99 +written +files put aside +evidence kept$/m,
    );
  });

  test('on a disk that fills up: what could not be written is counted as discarded, and is missing', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    const disk = mkdtempSync(join(tmpdir(), 'audit-bench-disk-'));
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { reject: false });
    if (mounted.failed) context.skip('a tmpfs can only be mounted by root');
    onTestFinished(async () => void (await execa('umount', [disk])));
    const { result, exitCode } = await measure({
      policy: 'metadata-complete',
      log: { path: join(disk, 'audit.log') },
      load: { phases: [{ name: 'steady', rate: '400/s', duration: '6s' }] },
      variants: [{ name: 'blocking', mode: 'blocking' }],
    });
    expect(exitCode).not.toBe(0);
    const [trial] = result.trials;
    expect(trial?.events.discarded).toBeGreaterThan(0);
    expect(trial?.ours.missing).toBeGreaterThan(0);
    expect(trial?.requests.answered).toBe(2400);
  });
});
