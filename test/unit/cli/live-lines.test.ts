import { describe, expect, test } from 'vitest';
import { isOther, type LiveReading, liveRates, lossEver } from '../../../src/analysis/live-losses.ts';
import { everLine, liveLines } from '../../../src/cli/live-lines.ts';
import { counters } from '../../support/records.ts';

const reading = (
  generated: number,
  plugins: Readonly<Record<string, number>> = {},
  changes: Partial<LiveReading['counters']> = {},
): LiveReading => ({ counters: counters({ generated, ...changes }), plugins, atMs: 3_600_000, certificate: 'a' });
const AWAY = '  a batch is given up after 81.3 s of outage of the receiver (initial-backoff)';
/** Ten seconds in which so many events were made and lost. */
const rates = (generated: number, errors: Readonly<Record<string, number>> = {}, processStartMs = 1) =>
  liveRates(reading(0), reading(generated, errors, { processStartMs }), 10);

const FLAGS = {
  'audit-webhook-config-file': '/etc/kubernetes/audit/webhook.kubeconfig',
  'audit-policy-file': '/etc/kubernetes/audit/policy.yaml',
  'audit-webhook-batch-buffer-size': '2000',
  'audit-webhook-batch-max-size': '100',
};
const pod = (flags: Readonly<Record<string, string>> = FLAGS, address: string | null = '10.0.0.1') => ({
  pod: `kube-apiserver-${address}`,
  address,
  flags,
});
const SIMULATE =
  "audit-bench simulate --flags '--audit-webhook-mode=batch --audit-webhook-batch-buffer-size=2000 --audit-webhook-batch-max-size=100 --audit-webhook-batch-max-wait=30s --audit-webhook-batch-throttle-enable=true --audit-webhook-batch-throttle-qps=10 --audit-webhook-batch-throttle-burst=15 --audit-webhook-initial-backoff=10s'";

describe('what check says of an API server whose flags can be read', () => {
  test('nothing lost: how far the rate is from the ceiling', () => {
    expect(liveLines('10.0.0.1', rates(8120), 8120, [pod()])).toEqual([
      '10.0.0.1: generated 812/s, dropped 0.0/s, failed 0.0/s, lost 0 %',
      '  generated 812/s against a ceiling of 100 × 10 = 1,000/s',
      AWAY,
    ]);
  });

  test('a log keeps an event as long as its rotation says, at the rate that is seen', () => {
    const flags = {
      'audit-policy-file': '/p',
      'audit-log-path': '/l',
      'audit-log-maxbackup': '9',
      'audit-log-maxsize': '100',
      'audit-log-maxage': '30',
    };
    // 10 files of 100 MiB at 100 KiB/s.
    expect(liveLines('10.0.0.1', rates(1000), 1000, [pod(flags)])).toEqual([
      '10.0.0.1: generated 100/s, dropped 0.0/s, failed 0.0/s, lost 0 %',
      '  its flags name no audit webhook that could be judged',
      '  How long the log keeps an event (--audit-log-maxage=30 --audit-log-maxbackup=9 --audit-log-maxsize=100): 2.8 hours at the mean of 100 KiB/s.',
      '     7 days: --audit-log-maxage=7 --audit-log-maxbackup=591 --audit-log-maxsize=100, up to 58 GiB of disk',
      '    30 days: --audit-log-maxage=30 --audit-log-maxbackup=2532 --audit-log-maxsize=100, up to 247 GiB of disk',
      '    90 days: --audit-log-maxage=90 --audit-log-maxbackup=7594 --audit-log-maxsize=100, up to 742 GiB of disk',
      '  an event was taken for 1 KiB, about its size at level Metadata, and the rate for that of every day; "audit-bench profile --audit-log" measures yours',
    ]);
  });

  test('dropped below the ceiling: the buffer, and a peak that would lose as much', () => {
    expect(liveLines('10.0.0.1', rates(8120, { buffered: 120 }), 8120, [pod()])).toEqual([
      '10.0.0.1: generated 812/s, dropped 12/s, failed 0.0/s, lost 1.48 %',
      '  generated 812/s against a ceiling of 100 × 10 = 1,000/s',
      '  the numbers point to the buffer: on average the throttle keeps up, but a peak overflowed its buffer-size of 2,000; raise buffer-size, or batch-max-size × throttle-qps above the peak',
      `  next: ${SIMULATE} --rate 812/s --burst 3720`,
      AWAY,
    ]);
  });

  test('dropped above the ceiling: the throttle, and the rate alone loses', () => {
    expect(liveLines('10.0.0.1', rates(12_401, { buffered: 2000 }), 12_401, [pod()])).toEqual([
      '10.0.0.1: generated 1,240/s, dropped 200/s, failed 0.0/s, lost 16.1 %',
      '  generated 1,240/s against a ceiling of 100 × 10 = 1,000/s',
      '  the numbers point to the throttle: events came faster than it lets them out, and no buffer is large enough if that lasts; raise batch-max-size × throttle-qps',
      `  next: ${SIMULATE} --rate 1241/s`,
      AWAY,
    ]);
  });

  test('without a throttle there is no ceiling', () => {
    const flags = { ...FLAGS, 'audit-webhook-batch-throttle-enable': 'false' };
    expect(liveLines('10.0.0.1', rates(8120, { buffered: 120 }), 8120, [pod(flags)]).slice(1)).toEqual([
      '  generated 812/s without a throttle, so without a ceiling',
      '  the numbers point to the buffer: a peak overflowed its buffer-size of 2,000 although no throttle holds batches back; raise buffer-size',
      "  next: audit-bench simulate --flags '--audit-webhook-mode=batch --audit-webhook-batch-buffer-size=2000 --audit-webhook-batch-max-size=100 --audit-webhook-batch-max-wait=30s --audit-webhook-batch-throttle-enable=false --audit-webhook-initial-backoff=10s' --rate 812/s --burst 2220",
      AWAY,
    ]);
  });

  test('given up by the receiver: no flag is blamed', () => {
    expect(liveLines('10.0.0.1', rates(8120, { webhook: 400 }), 8120, [pod()]).slice(1)).toEqual([
      '  generated 812/s against a ceiling of 100 × 10 = 1,000/s',
      '  the receiver refuses or hangs: batches are given up after 5 attempts',
      AWAY,
    ]);
  });

  test('mode blocking has no buffer', () => {
    const flags = { ...FLAGS, 'audit-webhook-mode': 'blocking' };
    expect(liveLines('10.0.0.1', rates(8120), 8120, [pod(flags)]).slice(1)).toEqual([
      '  mode blocking has no buffer and no ceiling',
    ]);
  });

  test('flags without a webhook, or with values that are none, are not judged', () => {
    for (const flags of [{}, { ...FLAGS, 'audit-webhook-batch-buffer-size': 'x' }]) {
      expect(liveLines('10.0.0.1', rates(8120, { log: 3 }), 8120, [pod(flags)]).slice(1)).toEqual([
        '  its flags name no audit webhook that could be judged',
        '  events are too large for truncate, or the log file cannot be written',
      ]);
    }
  });

  test('a rate below 10/s keeps a decimal and is not rounded down', () => {
    const slow = { ...FLAGS, 'audit-webhook-batch-max-size': '1', 'audit-webhook-batch-throttle-qps': '1' };
    const lines = liveLines('10.0.0.1', rates(12, { buffered: 1 }), 12, [pod(slow)]);
    expect(lines[1]).toBe('  generated 1.2/s against a ceiling of 1 × 1 = 1.0/s');
    expect(lines[3]).toMatch(/ --rate 1\.2\/s$/);
  });
});

describe('which flags are an API server’s own', () => {
  const other = pod({ ...FLAGS, 'audit-webhook-batch-max-size': '50' }, '10.0.0.2');

  test('those of the pod at its address', () => {
    expect(liveLines('10.0.0.2', rates(8120), 8120, [pod(), other])[1]).toContain('a ceiling of 50 × 10 = 500/s');
  });

  test('through a load balancer those that all share, else none', () => {
    const url = 'https://lb:6443';
    expect(liveLines(url, rates(8120), 8120, [pod(), pod(FLAGS, '10.0.0.2')])[1]).toContain('100 × 10 = 1,000/s');
    expect(liveLines(url, rates(8120), 8120, [pod(), other])[1]).toContain('if the defaults are in use');
  });
});

describe('what was lost before', () => {
  test('everything since the start, whenever that was, of every plugin that there is', () => {
    const lost = lossEver(reading(1_000_000, { buffered: 51_000, webhook: 150, mine: 50, log: 0 }));
    expect(lost).toMatchObject({ lost: 51_200, lossRatio: 0.0512 });
    expect(everLine('a', lost)).toBe(
      'a: LOST 51,200 of 1,000,000 events (5.12 %) since it started 1h ago: buffered 51,000, webhook 150, mine 50',
    );
    expect(everLine('a', lossEver(reading(10)))).toBe('a: nothing lost since it started 1h ago, of 10 events');
  });

  test('a plugin that nobody knows counts in the time that was watched too', () => {
    expect(rates(100, { mine: 5 })).toMatchObject({ lost: 5, dropped: 0, lossRatio: 0.05, lostAt: 'discarded' });
  });
});

describe('whether two readings are of one API server', () => {
  const first = reading(100, { buffered: 7 }, { processStartMs: 1, cpuSeconds: 5 });

  test('by the time that its process started, or else it started after the first reading', () => {
    expect(isOther(first, reading(120, { buffered: 7 }, { cpuSeconds: 6 }))).toBe(false);
    expect(isOther(first, reading(120, { buffered: 7 }, { processStartMs: 2, cpuSeconds: 6 }))).toBe(true);
    expect(isOther(first, reading(3, {}, { processStartMs: 3_601_000, cpuSeconds: 0 }))).toBe(false);
    // The clock of the first reading is known to the second below.
    expect(isOther(first, reading(3, {}, { processStartMs: 3_600_999, cpuSeconds: 0 }))).toBe(true);
  });

  test('two that started in the same moment: no counter of a process falls, and each has its certificate', () => {
    expect(isOther(first, reading(99, { buffered: 7 }, { cpuSeconds: 6 }))).toBe(true);
    expect(isOther(first, reading(120, { buffered: 6 }, { cpuSeconds: 6 }))).toBe(true);
    expect(isOther(first, reading(120, {}, { cpuSeconds: 6 }))).toBe(true);
    expect(isOther(first, reading(120, { buffered: 7 }, { cpuSeconds: 4 }))).toBe(true);
    const same = reading(120, { buffered: 7 }, { cpuSeconds: 6 });
    expect(isOther(first, { ...same, certificate: 'b' })).toBe(true);
  });
});

describe('without readable flags', () => {
  test('Kubernetes’ defaults are only an if', () => {
    expect(liveLines('a', rates(8120), 8120, [])).toEqual([
      'a: generated 812/s, dropped 0.0/s, failed 0.0/s, lost 0 %',
      '  if the defaults are in use: generated 812/s against a ceiling of 400 × 10 = 4,000/s',
    ]);
  });

  test('dropped: what holds for any flags first', () => {
    const lines = liveLines('a', rates(50_000, { buffered: 9000 }), 50_000, []);
    expect(lines.slice(1, 3)).toEqual([
      '  the buffer overflows: the throttle lets batches out more slowly than events come, raise batch-max-size × throttle-qps or buffer-size',
      '  if the defaults are in use: generated 5,000/s against a ceiling of 400 × 10 = 4,000/s, and the numbers point to the throttle: events came faster than it lets them out, and no buffer is large enough if that lasts; raise batch-max-size × throttle-qps',
    ]);
    expect(lines[3]).toMatch(
      /^ {2}next, with your own values in place of the defaults: audit-bench simulate --flags '--audit-webhook-mode=batch .*' --rate 5000\/s$/,
    );
  });

  test('no events at all: neither', () => {
    expect(liveLines('a', rates(0), 0, [])).toEqual([
      'a: generated 0.0/s, dropped 0.0/s, failed 0.0/s, lost 0 %',
      '  no audit events at all: auditing is off, or the policy audits nothing',
    ]);
  });

  test('after a restart the numbers are since its start', () => {
    expect(liveLines('a', rates(100, {}, 2), 100, [])[0]).toBe(
      'a: generated 10/s, dropped 0.0/s, failed 0.0/s, lost 0 % (it restarted: since its start)',
    );
  });
});
