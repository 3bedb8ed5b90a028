import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';

const skipped = noBinaries === null ? '' : ` (skipped: ${noBinaries})`;

const OUTAGE = `apiVersion: audit-bench/v1
kind: Scenario
name: outage
policy: metadata-complete
load:
  requests: [{ verb: get, resource: configmaps }]
  phases: [{ rate: 100/s, duration: 1s, measure: false }, { rate: 200/s, duration: 4s }]
repeat: 1
tune:
  headroom: 1.2
  survive: { receiverOutage: 4s }
current: { maxBatchWait: 1s, initialBackoff: 200ms }
`;

const TUNED_LOG = `apiVersion: audit-bench/v1
kind: Scenario
name: log
policy: metadata-complete
backend: log
load:
  requests: [{ verb: get, resource: configmaps }]
  phases: [{ rate: 50/s, duration: 1s, measure: false }, { rate: 200/s, duration: 2s }]
repeat: 1
tune: {}
`;

describe.skipIf(noBinaries !== null)(`a recommendation on a real kube-apiserver${skipped}`, () => {
  // bench/recommend.js has the other shipped loads, and proves each three times.
  test.each(['burst'])(
    'scenarios/%s.yaml: the defaults are kept and proved, and the edge is shown',
    // Where two cores are slow for a while, the load leaves late or the API server stalls, and no proof holds.
    { timeout: 600_000, retry: 2 },
    async (name) => {
      const out = join(tempDir(), 'run');
      const files = [resolve(`scenarios/${name}.yaml`), '--cluster', resolve('clusters/local.yaml'), '--out', out];
      const { exitCode, stdout } = await runCli(['run', ...files, '--set', 'repeat=1']);
      const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
      const { recommendation, trials } = result;
      const evidence = trials.map(({ id, events, doubts, error }) =>
        [id, events.dropped, doubts.map(({ sentence }) => sentence).join(', '), error].join(' '),
      );
      expect(recommendation?.verified, evidence.join('\n')).toBe(true);
      expect(exitCode).toBe(0);
      expect(recommendation).toMatchObject({ kept: true, changes: [] });
      expect(stdout).toContain("Kubernetes' defaults are enough: set none of these flags.");
      const proofs = trials.filter(({ id }) => recommendation?.verifiedBy.includes(id));
      expect(proofs.map(({ load }) => load.multiple)).toEqual([1, 1.5]);
      for (const { events, ours, flags } of proofs) {
        expect(events).toMatchObject({ dropped: 0, failed: 0, unexplained: 0 });
        expect(ours.missing).toBe(0);
        expect(flags).toMatchObject(recommendation?.flags ?? {});
      }
      expect(recommendation?.tighterThan?.lossRatio).toBeGreaterThan(0);
      expect(recommendation?.effort?.pairsMeasured).toBeLessThanOrEqual(6);
      const { lines, measured } = recommendation?.curve ?? expect.unreachable();
      expect(lines.map((line) => line.name)).toEqual(['current', 'docsRule']);
      expect(measured.map(({ trialId }) => trialId)).toEqual(
        trials.filter(({ trusted }) => trusted).map(({ id }) => id),
      );
      const pasted = await runCli(['flags', out]);
      for (const [flag, value] of Object.entries(recommendation?.flags ?? {}))
        expect(pasted.stdout).toContain(`--${flag}=${value}`);
      expect(readFileSync(join(out, 'recommended', 'kubeadm.yaml'), 'utf8')).toContain('extraArgs');
    },
  );

  test('of a log: from mode blocking one flag changes, and the buffer is proved and shown beside that mode', {
    timeout: 300_000,
    retry: 1,
  }, async () => {
    const dir = tempDir();
    const out = join(dir, 'run');
    writeFileSync(join(dir, 'log.yaml'), TUNED_LOG);
    const ran = await runCli(['run', join(dir, 'log.yaml'), '--cluster', resolve('clusters/local.yaml'), '--out', out]);
    const { recommendation, trials } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
    expect(recommendation?.verified, ran.stdout).toBe(true);
    expect(recommendation?.changes).toEqual([{ flag: 'audit-log-mode', from: 'blocking', to: 'batch' }]);
    const proofs = trials.filter(({ id }) => recommendation?.verifiedBy.includes(id));
    expect(proofs.map(({ load }) => load.multiple)).toEqual([1, 1.5]);
    for (const { events, ours, flags } of proofs) {
      expect(events).toMatchObject({ dropped: 0, discarded: 0, unexplained: 0 });
      expect(ours.missing).toBe(0);
      expect(flags).toMatchObject(recommendation?.flags ?? {});
    }
    expect(recommendation?.tighterThan?.lossRatio).toBeGreaterThan(0);
    expect(trials.at(-1)?.flags).toMatchObject({ 'audit-log-mode': 'blocking' });
    expect(readFileSync(join(out, 'recommended', 'kubeadm.yaml'), 'utf8')).toContain('audit-log-batch-buffer-size');
  });

  test('an outage to survive is played through: refused batches arrive later, none is given up', {
    timeout: 600_000,
    retry: 1,
  }, async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'outage.yaml'), OUTAGE);
    const out = join(dir, 'run');
    await runCli(['run', join(dir, 'outage.yaml'), '--cluster', resolve('clusters/local.yaml'), '--out', out]);
    const { recommendation, trials } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
    const doubts = trials.flatMap((trial) => trial.doubts.map(({ sentence }) => `${trial.id}: ${sentence}`));
    expect(recommendation?.verified, doubts.join('\n')).toBe(true);
    // 8.125 · 200 ms is less than the outage, 8.125 · 1 s is not.
    expect(recommendation?.settings?.initialBackoff).toBe('1s');
    const played = trials.find(({ load, trusted }) => load.receiver.windows[0]?.forMs === 4000 && trusted);
    expect(recommendation?.verifiedBy).toContain(played?.id);
    expect(played?.flags).toMatchObject({ 'audit-webhook-initial-backoff': '1s' });
    expect(played?.events).toMatchObject({ dropped: 0, failed: 0, inFlight: 0, unexplained: 0 });
    expect(played?.ours.missing).toBe(0);
    expect(played?.predicted).toMatchObject({ dropped: 0, failed: 0 });
    expect(played?.deliveryLagMs?.max).toBeGreaterThan(2000);
    const posts = readFileSync(join(out, 'trials', played?.id ?? '', 'events.jsonl'), 'utf8');
    expect(posts).toContain('"status":503');
  });
});
