import { describe, expect, test } from 'vitest';
import { type FoundCluster, scenarioAsItIs } from '../../../src/config/as-it-is.ts';
import { parseScenario } from '../../../src/config/scenario.ts';
import type { Scenario } from '../../../src/core/scenario.ts';

const FOUND: FoundCluster = {
  name: 'mine',
  flags: { 'audit-webhook-config-file': '/w', 'audit-policy-file': '/p', 'audit-webhook-batch-max-size': '50' },
  identity: { user: 'ann', groups: ['admins'] },
  policy: null,
  receives: false,
  ceilingPerSecond: 100,
};

function scenario(load: string, more = 'variants: [{ preset: kubernetes-defaults }]'): Promise<Scenario> {
  const text = `apiVersion: audit-bench/v1\nkind: Scenario\nname: s\npolicy: metadata\nload: ${load}\n${more}\n`;
  return parseScenario(text, 's.yaml', [], async () => undefined);
}

const CALM =
  '{ requests: [{ verb: get, resource: configmaps }], phases: [{ rate: 20/s, duration: 1s, measure: false }, { rate: 100/s, duration: 30s }] }';

describe('a scenario on a cluster that stays as it is', () => {
  test('has one variant, with the settings that the cluster runs with', async () => {
    const { scenario: own, notes } = scenarioAsItIs(await scenario(CALM), FOUND);
    expect(own.variants).toMatchObject([{ name: 'as it is', settings: { mode: 'batch', maxBatchSize: 50 } }]);
    expect(own.tune).toBeNull();
    expect(own.load.identity).toEqual({ user: 'ann', groups: ['admins'] });
    expect(own.load.phases).toHaveLength(2);
    expect(notes).toEqual([
      'all requests are sent as ann, the user of the kubeconfig: rules of the audit policy that name user audit-bench decide otherwise here, and impersonating would not change that, for audit policies see who impersonates',
      "left out, for the flags stay as they are: the scenario's variants and its tuning",
    ]);
  });

  test('without a ceiling nothing is sent, for as long as the measured phases take', async () => {
    const { scenario: own, notes } = scenarioAsItIs(await scenario(CALM), { ...FOUND, ceilingPerSecond: null });
    expect(own.load.phases).toEqual([{ kind: 'idle', name: 'as it is', measure: true, durationMs: 30_000 }]);
    expect(notes[0]).toBe(
      "no load is sent, what the cluster does by itself is measured for 30s: --yes-load-this-cluster, and a ceiling in the cluster file, send the scenario's",
    );
  });

  test('measures the backend that is there', async () => {
    const flags = { 'audit-log-path': '/var/log/audit.log', 'audit-policy-file': '/p' };
    const { scenario: own, notes } = scenarioAsItIs(await scenario(CALM), { ...FOUND, flags });
    expect(own).toMatchObject({ backend: 'log', variants: [{ settings: { mode: 'blocking' } }] });
    expect(notes[0]).toBe('mine has the log backend, so that is what is measured');
  });

  test('what comes to a receiver of ours is the webhook, which must be there', async () => {
    const log = `backend: log\nvariants: [{ name: a, mode: blocking }]`;
    const { scenario: own, notes } = scenarioAsItIs(await scenario(CALM, log), { ...FOUND, receives: true });
    expect(own.backend).toBe('webhook');
    expect(notes[0]).toContain('the audit policy of mine is not known');
    const flags = { 'audit-log-path': '/l', 'audit-policy-file': '/p' };
    const asked = await scenario(CALM);
    expect(() => scenarioAsItIs(asked, { ...FOUND, flags, receives: true })).toThrow('mine has no audit webhook');
  });

  test('a cluster that audits nothing is said to', async () => {
    const { scenario: own, notes } = scenarioAsItIs(await scenario(CALM), { ...FOUND, flags: {} });
    expect(own.variants[0]?.settings.mode).toBe('off');
    expect(notes[0]).toBe('mine audits nothing: it has neither --audit-webhook-config-file nor --audit-log-path');
  });

  test('two buffers of which either may drop are told', async () => {
    const flags = { ...FOUND.flags, 'audit-log-path': '/l', 'audit-log-mode': 'batch' };
    expect(scenarioAsItIs(await scenario(CALM), { ...FOUND, flags }).notes[0]).toBe(
      'webhook and log are both in mode batch: what either of them drops counts as one',
    );
  });

  const get = '{ verb: get, resource: configmaps }';
  test.each([
    [
      `{ requests: [${get}], phases: [{ rate: 101/s, duration: 1s }] }`,
      'load.phases[0]: 101 requests/s, and the ceiling of mine is 100/s',
    ],
    [
      `{ requests: [${get}], phases: [{ rate: { from: 1/s, to: 200/s }, duration: 1s }] }`,
      'load.phases[0]: 200 requests/s, and the ceiling of mine is 100/s',
    ],
    [
      `{ requests: [${get}], phases: [{ burst: { requests: 10, connections: 2 } }] }`,
      'load.phases[0]: a burst is as fast as it can be, and mine has a ceiling',
    ],
    [
      '{ requests: [{ verb: list, resource: nodes }], phases: [{ rate: 1/s, duration: 1s }] }',
      "load.requests[0]: nodes would be outside of the load's own namespace, where mine has what is not ours",
    ],
    [
      '{ requests: [{ verb: get, resource: pods, namespace: kube-system }], phases: [{ rate: 1/s, duration: 1s }] }',
      "load.requests[0]: pods would be outside of the load's own namespace, where mine has what is not ours",
    ],
    [
      '{ requests: [{ verb: get, resource: example.com/v1/widgets }], phases: [{ rate: 1/s, duration: 1s }] }',
      "load.requests[0]: widgets would be outside of the load's own namespace, where mine has what is not ours",
    ],
  ])('refuses %s', async (load, message) => {
    const own = await scenario(load);
    expect(() => scenarioAsItIs(own, FOUND)).toThrow(message);
  });
});
