import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa, execaSync } from 'execa';
import { describe, expect, onTestFinished, test, type TestContext } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';

/** A machine that stalls gives a trial in doubt, not a wrong number. */
async function measure(scenario: object) {
  const { out, ...outcome } = await tryToMeasure(scenario);
  return { ...outcome, result: JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult };
}

/** A small disk of the test's own; only root can mount one. */
async function mounted(context: TestContext, option: string): Promise<string> {
  const disk = mkdtempSync(join(tmpdir(), 'audit-bench-disk-'));
  const { failed } = await execa('mount', ['-t', 'tmpfs', '-o', option, 'tmpfs', disk], { reject: false });
  if (failed) context.skip('a tmpfs can only be mounted by root');
  onTestFinished(async () => void (await execa('umount', [disk])));
  return disk;
}

const logOn = (disk: string): object => ({
  log: { path: join(disk, 'audit.log') },
  load: { phases: [{ rate: '50/s', duration: '1s' }] },
  variants: [{ name: 'blocking', mode: 'blocking' }],
});

async function tryToMeasure(scenario: object, cluster: 'local' | 'embedded' = 'local') {
  const dir = tempDir();
  // JSON is YAML.
  const head = { apiVersion: 'audit-bench/v1', kind: 'Scenario', name: 'log', backend: 'log' };
  writeFileSync(join(dir, 's.yaml'), JSON.stringify({ ...head, ...scenario }));
  const out = join(dir, 'run');
  const args = ['run', join(dir, 's.yaml'), '--cluster', resolve(`clusters/${cluster}.yaml`), '--out', out];
  return { ...(await runCli(args)), out };
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

  test('on a disk that is read-only kube-apiserver does not start, and says why', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    const disk = await mounted(context, 'ro');
    const { exitCode, stderr } = await tryToMeasure(logOn(disk));
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/kube-apiserver ended at start with status 1: .*audit\.log: read-only file system/);
  });

  test('on a disk that is read-only the emulated API server does not start either', async (context) => {
    const disk = await mounted(context, 'ro');
    const { exitCode, stderr } = await tryToMeasure(logOn(disk), 'embedded');
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(
      /the emulated API server ended at start with status 1: Error: ensureLogFile: .*read-only file system.*audit\.log/,
    );
  });

  test('in a folder that takes no new file any more: what comes after the first rotation is discarded', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    const folder = mkdtempSync(join(tmpdir(), 'audit-bench-folder-'));
    const unchangeable = await execa('chattr', ['+i', folder], { reject: false });
    if (unchangeable.failed) context.skip('only root may make a folder unchangeable, and not on every file system');
    await execa('chattr', ['-i', folder]);
    onTestFinished(async () => void (await execa('chattr', ['-i', folder])));
    const path = join(folder, 'audit.log');
    // Once the file is there nothing can be made or renamed beside it, so it cannot be put aside.
    const watch = setInterval(() => {
      if (existsSync(path)) execaSync('chattr', ['+i', folder]);
    }, 100);
    onTestFinished(() => clearInterval(watch));
    const { result, exitCode } = await measure({
      policy: 'metadata',
      log: { path, maxSizeMegabytes: 1 },
      load: { phases: [{ name: 'steady', rate: '400/s', duration: '4s' }] },
      variants: [{ name: 'blocking', mode: 'blocking' }],
    });
    expect(exitCode).not.toBe(0);
    const [trial] = result.trials;
    expect(trial?.error).toBeNull();
    expect(trial?.events.unexplained).toBe(0);
    expect(trial?.ours.missing).toBeGreaterThan(0);
    // Of the API server's own events some are discarded as well.
    expect(trial?.events.discarded).toBeGreaterThanOrEqual(trial?.ours.missing ?? 0);
    expect(trial?.requests.answered).toBe(1600);
    expect(trial?.log).toMatchObject({ rotations: 0, removedUnread: [] });
  });

  test('on a disk that fills up: what could not be written is counted as discarded, and is missing', async (context) => {
    if (noBinaries !== null) context.skip(noBinaries);
    const disk = await mounted(context, 'size=2m');
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
