import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';

const skipped = noBinaries === null ? '' : ` (skipped: ${noBinaries})`;

describe.skipIf(noBinaries !== null)(`a recommendation on a real kube-apiserver${skipped}`, () => {
  test.each(['steady', 'burst', 'ramp'])(
    'scenarios/%s.yaml ends verified: nothing lost with it, something with tighter settings',
    { timeout: 600_000, retry: 1 },
    async (name) => {
      const out = join(tempDir(), 'run');
      const files = [resolve(`scenarios/${name}.yaml`), '--cluster', resolve('clusters/local.yaml'), '--out', out];
      const { exitCode, stdout } = await runCli(['run', ...files]);
      const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
      const { recommendation, trials } = result;
      const evidence = trials.map(({ id, events, doubts, error }) =>
        [id, events.dropped, doubts.map(({ sentence }) => sentence).join(', '), error].join(' '),
      );
      expect(recommendation?.verified, evidence.join('\n')).toBe(true);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Recommended and verified on this cluster: ');
      const proofs = trials.filter(({ id }) => recommendation?.verifiedBy.includes(id));
      expect(proofs.map(({ load }) => load.multiple)).toEqual([1, 1.5, 1.5, 1.5]);
      for (const { events, ours, flags } of proofs) {
        expect(events).toMatchObject({ dropped: 0, failed: 0, unexplained: 0 });
        expect(ours.missing).toBe(0);
        expect(flags).toMatchObject(recommendation?.flags ?? {});
      }
      expect(recommendation?.tighterThan?.lossRatio).toBeGreaterThan(0);
      expect(recommendation?.effort?.pairsMeasured).toBeLessThanOrEqual(9);
      const pasted = await runCli(['flags', out]);
      for (const [flag, value] of Object.entries(recommendation?.flags ?? {}))
        expect(pasted.stdout).toContain(`--${flag}=${value}`);
      expect(readFileSync(join(out, 'recommended', 'kubeadm.yaml'), 'utf8')).toContain('extraArgs');
    },
  );
});
