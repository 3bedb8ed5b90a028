import { describe, expect, test } from 'vitest';
import { DOUBTS, type Evidence, judgeDoubts } from '../../../src/analysis/doubts.ts';
import { judgeObjectives } from '../../../src/analysis/objectives.ts';
import { exactQuantiles, LatencyHistogram } from '../../../src/analysis/quantiles.ts';
import { RequestAccounts } from '../../../src/analysis/request-account.ts';
import type { AuditSettings } from '../../../src/core/settings.ts';
import { madeUpTrial } from '../../support/results.ts';
import { request } from '../../support/records.ts';
import { QUICK } from '../../support/settings.ts';
import { madeUpMeta } from '../../support/trial-meta.ts';

const trial = madeUpTrial();
const GOOD: Evidence = {
  requests: trial.requests,
  events: trial.events,
  sendLagP99Ms: 10,
  lateness: null,
  status429: 0,
  flowControlRejected: 0,
  largestScrapeGapMs: 1500,
  sampleIntervalMs: 500,
  samplesDecide: true,
  counterReset: false,
  readingsMissing: false,
  skewMs: -5,
  unanswered: 0,
  unsentAtRestart: 0,
  bootEvents: 0,
  log: null,
  workers: [
    { name: 'a', firstSendLagMs: 0.1, lost: null },
    { name: 'b', firstSendLagMs: 100.1, lost: null },
  ],
  traffic: 'ours',
  disturbance: { clockStepMs: 5, receiverPauseMs: 2000 },
};

/** The smallest change on the wrong side of each threshold. */
const BAD: readonly (readonly [string, Partial<Evidence>, string])[] = [
  [
    'load-not-sent',
    { requests: { ...trial.requests, sent: 989 } },
    'only 989 of 1,000 intended requests were sent (below 99 %)',
  ],
  ['send-lag', { sendLagP99Ms: 10.1 }, 'requests left late: p99 10.1 ms (above 10 ms)'],
  ['throttled-requests', { status429: 1 }, '1 requests were answered 429'],
  ['unanswered-requests', { unanswered: 2 }, '2 requests got no answer, what they made is not known'],
  [
    'scrape-gap',
    { largestScrapeGapMs: 1501 },
    'no metrics for 1.5 s (an interval is 500 ms): the API server, this machine or audit-bench stood still, a quieter one helps',
  ],
  ['background', { events: { ...trial.events, background: 51 } }, '5.1 % of the events were not ours (above 5 %)'],
  [
    'audits-nothing',
    { events: { ...trial.events, generated: 0 }, traffic: "ours and others'" },
    '1,000 requests made no audit event: auditing is off, or its policy leaves them all out',
  ],
  [
    'unexplained',
    { events: { ...trial.events, unexplained: -1 } },
    '-1 events are unexplained: the counters and the receiver do not agree',
  ],
  ['in-flight', { events: { ...trial.events, inFlight: 3 } }, '3 events were still in flight after the drain'],
  ['counter-reset', { counterReset: true }, 'an API server restarted during the measurement'],
  ['no-reading', { readingsMissing: true }, 'the counters could not be read before or after the measurement'],
  [
    'log-not-read',
    {
      log: {
        rotations: 3,
        removedUnread: ['audit-a.log', 'audit-b.log'],
        truncations: 1,
        brokenLines: 4,
        unfinishedLines: 1,
        bytes: 9,
      },
    },
    'rotation removed 2 files before they were read (audit-a.log first); the file was cut to nothing 1 times while it was written; 5 lines of the log are no audit event',
  ],
  ['clock-skew', { skewMs: -5.1 }, 'the clocks differ: an event is 5.1 ms ahead of its cause'],
  [
    'worker-lost',
    {
      requests: { ...trial.requests, sent: trial.requests.intended - 7 },
      workers: [{ name: 'b', firstSendLagMs: null, lost: 'pod b was deleted' }],
    },
    'pod b was deleted: what became of 7 requests is not known',
  ],
  [
    'held-back',
    { workers: [{ name: 'a', firstSendLagMs: 0, lost: null, heldBack: 12 }] },
    '12 requests were held back, because the cluster answered 429 or much more slowly than at first',
  ],
  [
    'start-skew',
    {
      workers: [
        { name: 'a', firstSendLagMs: 0, lost: null },
        { name: 'b', firstSendLagMs: 101, lost: null },
      ],
    },
    'those who send began 101 ms apart (above 100 ms)',
  ],
  [
    'clock-step',
    { disturbance: { clockStepMs: -3600_000, receiverPauseMs: 0 } },
    "the machine's clock was set by -3600 s, or it slept, since the run began: times of different processes do not fit together",
  ],
  [
    'receiver-pause',
    { disturbance: { clockStepMs: 0, receiverPauseMs: 10_000 } },
    'the receiver stood still for 10 s (above 2 s), which nobody planned',
  ],
];

describe('doubts', () => {
  test('there is none at the thresholds themselves', () => {
    expect(judgeDoubts(GOOD)).toEqual([]);
  });

  test.each(BAD)('%s', (name, changes, sentence) => {
    expect(judgeDoubts({ ...GOOD, ...changes })).toEqual([{ name, sentence }]);
  });

  test('a gap between samples is no doubt where only the account counts, which rests on two readings', () => {
    expect(judgeDoubts({ ...GOOD, samplesDecide: false, largestScrapeGapMs: 5000 })).toEqual([]);
  });

  test("on a cluster of the user's other traffic is part of the account, and no doubt", () => {
    const events = { ...trial.events, background: 51 };
    expect(judgeDoubts({ ...GOOD, events, traffic: "ours and others'" })).toEqual([]);
  });

  test('one of more than five seconds always is: something stood still', () => {
    const doubts = judgeDoubts({ ...GOOD, samplesDecide: false, largestScrapeGapMs: 5001 });
    expect(doubts.map(({ name }) => name)).toEqual(['scrape-gap']);
  });

  test('lateness that changes nothing by the model is no doubt, one that does is', () => {
    const outcome = { dropped: 0, smallestBuffer: 100 };
    const lateness = { sendLagP99Ms: 50, asSent: outcome, asIntended: outcome, matters: false };
    expect(judgeDoubts({ ...GOOD, sendLagP99Ms: 50, lateness })).toEqual([]);
    const [doubt] = judgeDoubts({ ...GOOD, sendLagP99Ms: 50, lateness: { ...lateness, matters: true } });
    expect(doubt?.sentence).toMatch(/^requests left late: p99 50 ms \(above 10 ms\), and it matters: /);
  });

  test('every one of the table is tried here', () => {
    expect(BAD.map(([name]) => name)).toEqual(DOUBTS.map(({ name }) => name));
  });
});

describe('objectives', () => {
  test('are met up to their value, and never by what was not measured', () => {
    const measured = {
      lossRatio: 0.1,
      missing: 0,
      deliveryLagMs: null,
      requestLatencyMs: null,
      memoryPeakBytes: 5,
      shipper: null,
    };
    const judged = judgeObjectives(
      [
        { name: 'lossRatio', max: 0.1 },
        { name: 'apiserverMemory', max: 4 },
        { name: 'deliveryLagP99', max: 1000 },
      ],
      measured,
    );
    expect(judged.map(({ actual, met }) => [actual, met])).toEqual([
      [0.1, true],
      [5, false],
      [null, false],
    ]);
  });
});

describe('requests', () => {
  test('are counted by what became of them; a 500 is a rejection only in blocking-strict', () => {
    const requests = [
      request(1),
      request(2, { status: 429 }),
      request(3, { status: 500 }),
      request(4, { sentMs: null, doneMs: null, status: null }),
      request(5, { doneMs: null, status: null }),
    ];
    const account = { intended: 5, sent: 4, skipped: 1, answered: 3, rejected: 1 };
    const accountOf = (settings: AuditSettings) => {
      const accounts = new RequestAccounts(madeUpMeta({ settings }));
      for (const record of requests) accounts.add(record);
      return accounts;
    };
    const { measured, status429 } = accountOf(QUICK);
    expect(measured).toEqual(account);
    expect(status429).toBe(1);
    const strict = accountOf({ ...QUICK, mode: 'blocking-strict' } as unknown as AuditSettings);
    expect(strict.measured).toEqual({ ...account, rejected: 2 });
    expect(strict.phases()).toMatchObject([{ name: 'steady', requests: strict.measured, requestsPerSecond: 4 / 9 }]);
  });
});

describe('quantiles', () => {
  test('of whole numbers are exact, by nearest rank', () => {
    expect(exactQuantiles(Float64Array.from({ length: 100 }, (_, index) => 100 - index))).toMatchObject({
      p50: 50,
      p99: 99,
      max: 100,
      mean: 50.5,
    });
    expect(exactQuantiles(new Float64Array(0))).toBeNull();
  });

  test('of times keep three digits, and clock skew counts as 0', () => {
    const histogram = new LatencyHistogram();
    expect(histogram.quantiles()).toBeNull();
    for (let ms = 1; ms <= 1000; ms += 1) histogram.record(ms);
    histogram.record(-3);
    const quantiles = histogram.quantiles();
    expect(quantiles?.count).toBe(1001);
    for (const [key, wanted] of [
      ['p50', 500],
      ['p99', 990],
      ['max', 1000],
    ] as const)
      expect(Math.abs((quantiles?.[key] ?? 0) - wanted)).toBeLessThanOrEqual(wanted / 500);
  });
});
