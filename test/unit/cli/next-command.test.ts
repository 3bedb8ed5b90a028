import { describe, expect, test } from 'vitest';
import { nextCommand } from '../../../src/cli/next-command.ts';
import type { RunResult } from '../../../src/core/result.ts';
import { unproved } from '../../../src/tuning/recommend.ts';
import { tuneSpec } from '../../support/model-cluster.ts';
import { madeUpRun, madeUpTrial } from '../../support/results.ts';

const run = (changes: Partial<RunResult> = {}, command = 'audit-bench run my.yaml --cluster kind'): RunResult => {
  const made = madeUpRun([madeUpTrial()], changes);
  return { ...made, cluster: { ...made.cluster, name: 'kind', emulated: false }, inputs: { ...made.inputs, command } };
};

describe('the next command to try', () => {
  test('after an interruption: the same, to go on', () => {
    const interrupted = run({ status: 'interrupted' });
    expect(nextCommand(interrupted, 'reports/a')).toBe(
      'audit-bench run my.yaml --cluster kind --out reports/a --resume (goes on where it ended)',
    );
    const again = run({ status: 'interrupted' }, 'audit-bench run my.yaml --out b --resume');
    expect(nextCommand(again, 'b')).toBe('audit-bench run my.yaml --out b --resume (goes on where it ended)');
  });

  test('after an emulated run: the same on a real API server, into a run of its own', () => {
    const emulated = run({}, 'audit-bench run quickstart --out x --cluster=embedded');
    const result = { ...emulated, cluster: { ...emulated.cluster, emulated: true } };
    expect(nextCommand(result, 'x')).toBe(
      'audit-bench run quickstart --cluster local (the same on a real kube-apiserver; audit-bench doctor says what it needs)',
    );
  });

  test('words that a shell would take apart keep their quotes, and places go whole', () => {
    const command = String.raw`audit-bench run my.yaml --out '/a b/x' '--cluster=/c d.yaml' --set 'load.phases=[{rate: 5/s}]'`;
    const emulated = run({}, command);
    const result = { ...emulated, cluster: { ...emulated.cluster, emulated: true } };
    expect(nextCommand(result, '/a b/x')).toBe(
      "audit-bench run my.yaml --set 'load.phases=[{rate: 5/s}]' --cluster local (the same on a real kube-apiserver; audit-bench doctor says what it needs)",
    );
    expect(nextCommand(run({ status: 'interrupted' }, 'audit-bench run my.yaml'), '/a b/x')).toBe(
      "audit-bench run my.yaml --out '/a b/x' --resume (goes on where it ended)",
    );
  });

  test('after a proof: the flags, by the name of the run where it is in reports/', () => {
    const recommendation = { ...unproved(tuneSpec(), 'x', []), verified: true };
    expect(nextCommand(run({ recommendation }), '/w/reports/a')).toBe(
      'audit-bench flags a --format kubeadm (or another of audit-bench flags --help)',
    );
    expect(nextCommand(run({ recommendation: { ...recommendation, kept: true } }), '/w/elsewhere')).toBe(
      'audit-bench open /w/elsewhere',
    );
  });

  test('after variants alone: the search', () => {
    expect(nextCommand(run(), 'reports/a')).toBe(
      'audit-bench run tune-webhook --cluster kind (finds flags that lose nothing)',
    );
  });
});
