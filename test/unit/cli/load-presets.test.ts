import { expect, test } from 'vitest';
import { loadPresets } from '../../../src/cli/load-presets.ts';

test('each recorded load says what it is, and from what and how many nodes it was recorded', async () => {
  const loads = await loadPresets();
  expect(loads.map(({ name }) => name)).toEqual([
    'load-busy-ci',
    'load-cluster-100',
    'load-operator-storm',
    'load-security-scan',
  ]);
  for (const { what, source } of loads) {
    expect(what).toMatch(/100 nodes.*recorded, not scaled$/);
    expect(source).toMatch(/^Recorded by scripts\/record-loads\.js from the audit log of kube-apiserver 1\.\d+\.\d+/);
  }
});
