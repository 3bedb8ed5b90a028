import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitCommandLine } from '../../../../src/core/audit-flags/command-line.ts';
import { type AuditFlagsRead, readAuditFlags } from '../../../../src/core/audit-flags/read.ts';
import { flagArguments, settingsToFlags } from '../../../../src/core/flags.ts';
import { kubernetesDefaults, WEBHOOK_DEFAULTS } from '../../../../src/core/kubernetes-defaults.ts';
import type { AuditSettings } from '../../../../src/core/settings.ts';

const wordsOf = (text: string): readonly string[] | undefined => splitCommandLine(text)?.map((word) => word.text);
const read = (text: string, minor?: number): AuditFlagsRead => readAuditFlags(wordsOf(text) ?? [], minor);
const sentences = (text: string): readonly string[] => read(text).problems.map(({ message }) => message);

describe('a command line of kube-apiserver', () => {
  test('a whole one: line continuations, quotes, --name value, bare booleans, other flags', () => {
    const { configuration, flags, notes, problems } = read(`/usr/local/bin/kube-apiserver \\
      --advertise-address 10.0.0.1 --allow-privileged -v=2 \\
      --audit-policy-file="/etc/my policy.yaml" --audit-webhook-config-file '/etc/webhook' \\
      --audit-webhook-batch-max-size 100 --audit-webhook-batch-throttle-qps=0.5 --audit-webhook-truncate-enabled`);
    expect(problems).toEqual([]);
    expect(configuration?.places).toMatchObject({
      policyFile: '/etc/my policy.yaml',
      webhookConfigFile: '/etc/webhook',
      logPath: '',
      logMaxSizeMegabytes: 100,
    });
    expect(configuration?.webhook).toEqual({
      ...WEBHOOK_DEFAULTS,
      maxBatchSize: 100,
      throttleQps: 0.5,
      truncate: { maxEventSizeBytes: 102_400, maxBatchSizeBytes: 10_485_760 },
    });
    expect(configuration?.log).toEqual(kubernetesDefaults('log'));
    expect(flags['audit-webhook-truncate-enabled']).toBe('true');
    expect(notes).toEqual(['3 other flags are not about auditing and passed over']);
  });

  test('lines of a manifest pasted as they stand', () => {
    const { configuration } = read('- --audit-log-path=/var/log/audit.log\n    - --audit-log-maxage=30\n');
    expect(configuration?.places).toMatchObject({ logPath: '/var/log/audit.log', logMaxAgeDays: 30 });
  });

  test('the later of two wins, deprecated names and underscores are in force', () => {
    const { configuration, notes } = read(
      '--audit-webhook-initial-backoff=5s --audit-webhook-batch-initial-backoff=2s --audit_webhook_batch_max_size=0x10',
    );
    expect(configuration?.webhook).toMatchObject({ initialBackoffMs: 2000, maxBatchSize: 16 });
    expect(notes).toEqual([
      '--audit-webhook-batch-initial-backoff is deprecated and still in force: its name is --audit-webhook-initial-backoff now',
    ]);
  });

  test('the log backend, with the defaults of its version', () => {
    const text = '--audit-policy-file=p --audit-log-path=/a --audit-log-mode=batch --audit-log-compress=T';
    expect(read(text).configuration).toMatchObject({
      places: { logPath: '/a', logCompress: true, logMaxAgeDays: 366, logMaxBackups: 100 },
      log: { mode: 'batch', bufferSize: 10_000, maxBatchSize: 1, maxBatchWaitMs: 0, throttleEnabled: false },
    });
    expect(read(text, 34).configuration?.places).toMatchObject({ logMaxAgeDays: 0, logMaxBackups: 0 });
  });

  test.each([
    ['--audit-webhook-batch-max-size=1.5', '--audit-webhook-batch-max-size cannot be "1.5", expected a whole number'],
    [
      '--audit-webhook-batch-buffer-size=1e3',
      '--audit-webhook-batch-buffer-size cannot be "1e3", expected a whole number',
    ],
    [
      '--audit-webhook-batch-buffer-size=100000000000000000000',
      '--audit-webhook-batch-buffer-size cannot be "100000000000000000000", expected a whole number',
    ],
    [
      '--audit-webhook-batch-max-wait=30',
      '--audit-webhook-batch-max-wait cannot be "30", expected a duration such as "30s"',
    ],
    [
      '--audit-webhook-batch-throttle-enable=yes',
      '--audit-webhook-batch-throttle-enable cannot be "yes", expected true or false',
    ],
    [
      '--audit-webhook-batch-max-siz=1',
      'unknown flag --audit-webhook-batch-max-siz, did you mean --audit-webhook-batch-max-size?',
    ],
    ['--audti-log-path=/a', 'unknown flag --audti-log-path, did you mean --audit-log-path?'],
    [
      '--audit-log-initial-backoff=1s',
      'unknown flag --audit-log-initial-backoff, did you mean --audit-webhook-initial-backoff?',
    ],
    ['--audit-log-path', '--audit-log-path needs a value'],
    ['--audit-webhook-truncate-enabled yes', 'expected --name=value, got "yes"'],
    [
      '--audit-webhook-mode=Batch',
      '--audit-webhook-mode: kube-apiserver refuses "Batch", the modes are batch, blocking and blocking-strict',
    ],
    [
      '--audit-webhook-batch-buffer-size=0',
      '--audit-webhook-batch-buffer-size: kube-apiserver refuses 0, the buffer must hold at least 1 event',
    ],
    [
      '--audit-webhook-batch-max-size=-1',
      '--audit-webhook-batch-max-size: kube-apiserver refuses -1, a batch must hold at least 1 event',
    ],
    [
      '--audit-log-mode=batch --audit-log-batch-throttle-enable',
      '--audit-log-batch-throttle-qps: kube-apiserver refuses 0, the throttle must let batches through',
    ],
    [
      '--audit-webhook-truncate-max-batch-size=1000',
      '--audit-webhook-truncate-max-batch-size: kube-apiserver refuses 1000, it must be at least the event size 102400',
    ],
    [
      '--audit-log-path=/a --audit-log-maxage=-1',
      '--audit-log-maxage: kube-apiserver refuses -1, it must not be negative',
    ],
    [
      '--audit-log-path=/a --audit-log-format=text',
      '--audit-log-format: kube-apiserver refuses "text", the formats are json and legacy',
    ],
    [
      '--audit-webhook-config-file=/a --audit-webhook-version=audit.k8s.io/v1beta1',
      '--audit-webhook-version: kube-apiserver refuses "audit.k8s.io/v1beta1", the only version is audit.k8s.io/v1',
    ],
  ])('%s is refused', (text, message) => {
    expect(sentences(text)[0]).toBe(message);
    expect(read(text).configuration).toBeNull();
  });

  test('names of what every object has are flags of others', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
      expect(read(`--${name}=x`).notes).toEqual([
        `--${name.replaceAll('_', '-')} is not about auditing and passed over`,
      ]);
  });

  test('batch values are judged in batch mode only', () => {
    expect(read('--audit-webhook-mode=blocking --audit-webhook-batch-buffer-size=0').configuration?.webhook.mode).toBe(
      'blocking',
    );
  });

  test.each([
    ['--audit-log-path=/a', 'there is no --audit-policy-file: kube-apiserver records no events'],
    [
      '--audit-policy-file=p --audit-log-path=/a --audit-webhook-config-file=/b --audit-log-mode=batch',
      'both backends are in batch mode: kube-apiserver counts what their buffers drop in one number',
    ],
    [
      '--audit-log-batch-max-size=400 --audit-log-batch-buffer-size=20000',
      '--audit-log-mode is blocking, without effect: --audit-log-batch-max-size, --audit-log-batch-buffer-size',
    ],
    [
      '--audit-log-mode=batch --audit-log-batch-max-size=10',
      '--audit-log-batch-max-wait is not above 0: a batch of more than 1 event without a wait burns a whole core of kube-apiserver',
    ],
  ])('%s: a note', (text, note) => {
    expect(read(text).notes).toEqual([note]);
  });

  test('a quote that is not closed makes no words', () => {
    expect(splitCommandLine('--audit-log-path="/a')).toBeUndefined();
    expect(wordsOf(`a\\ b "c \\"d" 'e\\' \\\nf`)).toEqual(['a b', 'c "d', 'e\\', 'f']);
  });
});

describe('settings as flags', () => {
  const count = fc.integer({ min: 1, max: 1e6 });
  const truncate = fc.option(
    count.map((size) => ({ maxEventSizeBytes: size, maxBatchSizeBytes: size * 2 })),
    { nil: null },
  );
  const initialBackoffMs = fc.integer({ min: 0, max: 1e7 });
  const batch = fc.record({
    mode: fc.constant('batch' as const),
    bufferSize: count,
    maxBatchSize: count,
    maxBatchWaitMs: initialBackoffMs,
    throttleEnabled: fc.constant(true),
    throttleQps: fc.float({ min: Math.fround(0.1), noNaN: true, max: 1000 }),
    throttleBurst: count,
    initialBackoffMs,
    truncate,
  });
  const blocking = fc.record({ mode: fc.constantFrom('blocking', 'blocking-strict'), initialBackoffMs, truncate });

  test('read back, they are the same settings', () => {
    fc.assert(
      fc.property(fc.oneof(batch, blocking), fc.constantFrom('webhook', 'log'), (settings: AuditSettings, backend) => {
        const given = backend === 'log' ? { ...settings, initialBackoffMs: 10_000 } : settings;
        const { configuration } = readAuditFlags(flagArguments(settingsToFlags(given, backend)));
        expect(configuration?.[backend]).toEqual(given);
      }),
    );
  });
});
