import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../src/config/scenario.ts';
import { WEBHOOK_DEFAULTS } from '../../../src/core/kubernetes-defaults.ts';
import type { Scenario } from '../../../src/core/scenario.ts';

const HEAD = `apiVersion: audit-bench/v1
kind: Scenario
name: s
load: { phases: [{ rate: 100/s, duration: 10s }] }
tune: {}
`;
const STATIC_POD = `apiVersion: v1
kind: Pod
metadata: { name: kube-apiserver }
spec:
  containers:
    - name: kube-apiserver
      command:
        - kube-apiserver
        - --audit-policy-file=/etc/kubernetes/policy.yaml
        - --audit-webhook-config-file=/etc/kubernetes/webhook.yaml
        - --audit-webhook-batch-max-size=100
`;

const parse = (rest: string, files: Readonly<Record<string, string>> = {}): Promise<Scenario> =>
  parseScenario(`${HEAD}${rest}`, 's.yaml', [], async (path) => files[path]);
const refused = (rest: string, files?: Readonly<Record<string, string>>): Promise<string> =>
  parse(rest, files).then(
    () => expect.unreachable(),
    (error: Error) => error.message,
  );

describe('the settings in use', () => {
  test('without a word they are the defaults, and so is what measures the load', async () => {
    const { current, tune } = await parse('');
    expect(current).toEqual({ label: "Kubernetes' defaults", settings: WEBHOOK_DEFAULTS, isDefaults: true });
    expect(tune?.calibration).toEqual(WEBHOOK_DEFAULTS);
  });

  test('values under the short names, and the load is measured with them', async () => {
    const { current, tune } = await parse('current: { maxBatchSize: 100, maxBatchWait: 1s }');
    const settings = { ...WEBHOOK_DEFAULTS, maxBatchSize: 100, maxBatchWaitMs: 1000 };
    expect(current).toEqual({ label: 'The current settings', settings, isDefaults: false });
    expect(tune?.calibration).toEqual(settings);
  });

  test('of a log: without a word mode blocking, and the load is measured in batch mode; values mean batch mode', async () => {
    const usual = await parse('backend: log\n');
    expect(usual.current).toMatchObject({ isDefaults: true, settings: { mode: 'blocking' } });
    expect(usual.tune?.calibration).toMatchObject({ bufferSize: 10_000, maxBatchSize: 1, throttleEnabled: false });
    const own = await parse('backend: log\ncurrent: { bufferSize: 500 }');
    expect(own.current).toMatchObject({ isDefaults: false, settings: { mode: 'batch', bufferSize: 500 } });
    expect(own.tune?.calibration).toEqual(own.current.settings);
    const flags =
      '--audit-log-path=/a/b --audit-log-mode=batch --audit-log-batch-buffer-size=7 --audit-webhook-mode=batch';
    expect((await parse(`backend: log\ncurrent: { flags: "${flags}" }`)).current.settings).toMatchObject({
      bufferSize: 7,
      maxBatchSize: 1,
    });
    expect(await refused('backend: log\ncurrent: { flags: "--audit-webhook-config-file=/w" }')).toContain(
      'these flags turn on the webhook, this scenario is about the log',
    );
    expect(await refused('backend: log\ncurrent: { manifest: pod.yaml }', { 'pod.yaml': STATIC_POD })).toContain(
      'pod.yaml turns no audit log on (there is no --audit-log-path)',
    );
    expect(await refused('backend: log\nalongside: { mode: batch }')).toContain('one of two backends must be blocking');
  });

  test('a command line; what has the values of the defaults is called so', async () => {
    expect((await parse('current: { flags: "--audit-webhook-batch-max-size=100" }')).current).toEqual({
      label: 'The current flags',
      settings: { ...WEBHOOK_DEFAULTS, maxBatchSize: 100 },
      isDefaults: false,
    });
    expect((await parse('current: { flags: "--audit-webhook-batch-max-size=400" }')).current.isDefaults).toBe(true);
    expect((await parse('current: { preset: kubernetes-defaults }')).current.isDefaults).toBe(true);
  });

  test('a file of whatever tool, called by its name and kept as it was', async () => {
    expect((await parse('current: { manifest: pod.yaml }', { 'pod.yaml': STATIC_POD })).current).toEqual({
      label: 'pod.yaml',
      settings: { ...WEBHOOK_DEFAULTS, maxBatchSize: 100 },
      isDefaults: false,
      manifestText: STATIC_POD,
    });
  });

  test('mode blocking has no buffer, so the load is measured with the defaults', async () => {
    const { current, tune } = await parse('current: { mode: blocking }');
    expect(current.settings.mode).toBe('blocking');
    expect(tune?.calibration).toEqual(WEBHOOK_DEFAULTS);
  });

  test.each([
    [
      'current: { flags: "", bufferSize: 5 }',
      '6:10 current: expected one of "preset", "flags", "manifest" and settings under their short names',
    ],
    [
      'current: { flags: "--audit-webhook-batch-max-siz=1" }',
      '6:19 current.flags: unknown flag --audit-webhook-batch-max-siz, did you mean --audit-webhook-batch-max-size?',
    ],
    [
      'current: { flags: "--audit-log-path=/x" }',
      '6:19 current.flags: these flags turn on the log, this scenario is about the webhook',
    ],
    [
      'current: { bufferSize: 0 }',
      '6:24 current.bufferSize: kube-apiserver refuses 0, the buffer must hold at least 1 event',
    ],
    ['current: { manifest: gone.yaml }', '6:22 current.manifest: there is no file "gone.yaml"'],
    ['current: { manifest: other.yaml }', '6:22 current.manifest: other.yaml holds no flags of kube-apiserver'],
  ])('%s is refused with its place', async (rest, message) => {
    expect(await refused(rest, { 'other.yaml': 'kind: ConfigMap\n' })).toBe(`s.yaml:${message}`);
  });

  test('without tune nothing is judged', async () => {
    const text = `${HEAD.replace('tune: {}\n', 'variants: [{ name: a }]\n')}current: { bufferSize: 5 }`;
    await expect(parseScenario(text, 's.yaml', [], async () => undefined)).rejects.toThrow(
      's.yaml:6:10 current: is judged where the scenario tunes, and there is no "tune"',
    );
  });
});

describe('what else an answer needs of a scenario', () => {
  const phases = (phase: string): string => HEAD.replace('{ rate: 100/s, duration: 10s }', phase);
  const of = (text: string): Promise<Scenario> => parseScenario(text, 's.yaml', [], async () => undefined);

  test('a rate may come as of independent clients; a burst or a pause may not', async () => {
    const { load } = await of(phases('{ rate: 100/s, duration: 10s, arrivals: poisson }'));
    expect(load.phases[0]).toMatchObject({ kind: 'constant', arrivals: 'poisson' });
    await expect(of(phases('{ burst: { requests: 5 }, arrivals: poisson }'))).rejects.toThrow(
      's.yaml:4:54 load.phases[0].arrivals: has no meaning beside "burst"',
    );
  });

  test('what the receiver takes is a limit of the answer, unless another is named', async () => {
    const limits = async (rest: string) => (await parse(rest)).tune?.limits.bodyBytes;
    expect(await limits('receiver: { bodyLimit: 1MiB }')).toBe(2 ** 20);
    const text = HEAD.replace('tune: {}', 'tune: { limits: { bodySize: 12MiB } }');
    const { tune, receiver } = await of(`${text}receiver: { bodyLimit: 1MiB }`);
    expect(tune?.limits.bodyBytes).toBe(12 * 2 ** 20);
    expect(receiver.plan.bodyLimitBytes).toBe(2 ** 20);
  });
});
