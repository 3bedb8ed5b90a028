import { describe, expect, test } from 'vitest';
import { WEBHOOK_DEFAULTS } from '../../../../src/core/kubernetes-defaults.ts';
import { poissonTimes } from '../../../../src/core/poisson.ts';
import type { RecordedArrivals } from '../../../../src/core/recorded.ts';
import { backupsFor, keptMs } from '../../../../src/core/retention.ts';
import { recordedLoad } from '../../../../src/tuning/recorded/recorded-load.ts';
import { lostEvents, replayRecords } from '../../../../src/tuning/recorded/replayed.ts';
import { simulateRecorded } from '../../../../src/tuning/recorded/simulate-recorded.ts';
import { busiestStretches } from '../../../../src/tuning/recorded/stretches.ts';
import { lossLines, recordLines } from '../../../../src/tuning/words/recorded.ts';
import { retentionLines } from '../../../../src/tuning/words/retention.ts';

const TUESDAY_MS = Date.parse('2026-11-24T14:00:00Z');
const HOUR_MS = 3_600_000;

/** A Poisson process, with rushes of events 0.1 ms apart. */
function record(
  hours: number,
  perSecond: number,
  rushes: readonly { atMs: number; events: number }[],
): RecordedArrivals {
  const steady = poissonTimes(perSecond, hours * HOUR_MS, 7).map((atMs) => TUESDAY_MS + atMs);
  const rushed = rushes.flatMap(({ atMs, events }) => Array.from({ length: events }, (_, at) => atMs + at / 10));
  const timesMs = Float64Array.from([...steady, ...rushed]).sort();
  const bytes = timesMs.length * 800;
  return {
    instance: 'audit.log',
    timesMs,
    bytes,
    eventBytesMax: 900,
    bytesByDay: new Map([[Math.floor(TUESDAY_MS / (24 * HOUR_MS)), bytes]]),
    backMs: 0,
  };
}

const SMALL = { ...WEBHOOK_DEFAULTS, bufferSize: 1000, maxBatchSize: 100 };

describe('recorded arrivals', () => {
  test('what the flags in use would have lost, and when; what is recommended loses nothing with headroom', () => {
    const records = [record(0.25, 20, [{ atMs: TUESDAY_MS + 131_000, events: 5000 }])];
    const settings = [{ name: 'mine', settings: SMALL }] as const;
    const { losses, recommended } = simulateRecorded({ records, settings, headroom: 1.5 });
    const lost = losses[0]?.records ?? [];
    expect(lostEvents(lost)).toBeGreaterThan(2000);
    expect(lossLines('mine', lost)).toEqual([
      expect.stringMatching(
        /^mine: LOSES [\d,]+ of 2[23],\d{3} events \([\d.]+ %\), all on Tuesday 2026-11-24 at 14:02:11 UTC\.$/,
      ),
    ]);
    expect(recommended.decision.kept).toBe(false);
    const best = recommended.decision.candidate?.settings;
    expect(best === undefined ? -1 : lostEvents(replayRecords(records, best, 1.5))).toBe(0);
  });

  test('of a long record the busiest stretches are searched, and the rush is in them', () => {
    const rushMs = TUESDAY_MS + 3.3 * HOUR_MS;
    const records = [record(4, 5, [{ atMs: rushMs, events: 5000 }])];
    const stretches = busiestStretches(records, 20_000);
    expect(stretches.some(({ startMs, endMs }) => startMs < rushMs && endMs > rushMs + 500)).toBe(true);
    const load = recordedLoad(records, stretches);
    expect(load.arrivals.timesMs.length).toBeLessThan(20_000);
    // The busiest hour has the rush in it, and sustained is what it is in the mean.
    expect(load.rates?.sustainedPerSecond).toBeCloseTo(5 + 5000 / 3600, 0);
  });

  test('each API server has a buffer of its own', () => {
    const rush = [{ atMs: TUESDAY_MS + 131_000, events: 700 }];
    const records = [record(1, 1, rush), { ...record(1, 1, rush), instance: 'other.log' }];
    expect(lostEvents(replayRecords(records, { ...SMALL, bufferSize: 700 }))).toBe(0);
  });

  test('are told with their busiest second, and a clock that went back', () => {
    expect(
      recordLines([{ ...record(1, 1, [{ atMs: TUESDAY_MS + 131_000, events: 700 }]), backMs: 3_600_000 }]),
    ).toEqual([
      expect.stringMatching(
        /^audit\.log: 4,[23]\d\d events, 3\.[23] MiB, Tue 2026-11-24 14:00:0\d UTC to Tue 2026-11-24 14:59:5\d UTC; 1\.2\/s in the mean, 70\d in the busiest second \(Tue 2026-11-24 14:02:1[01] UTC\)\.$/,
      ),
      '  Its clock went back by up to 3,600 s: events are put in the order of their times, which may bring together what was apart.',
    ]);
  });
});

describe('how long the log keeps an event', () => {
  const retention = { maxAgeDays: 30, maxBackups: 9, maxSizeMegabytes: 100 };

  test('is the smaller of age and size; 0 is no limit', () => {
    expect(keptMs(retention, (1000 * 2 ** 20) / 3600)).toBe(HOUR_MS);
    expect(keptMs(retention, 1)).toBe(30 * 24 * HOUR_MS);
    expect(keptMs({ ...retention, maxAgeDays: 0, maxBackups: 0 }, 1000)).toBeNull();
    expect(backupsFor(1, 100, (1000 * 2 ** 20) / 86_400)).toBe(10);
  });

  test('is told with the flags that keep it longer', () => {
    const hour = { ...record(1, 1, []), bytesByDay: new Map() };
    expect(retentionLines([{ ...hour, bytes: 1000 * hour.bytes }], retention).slice(0, 2)).toEqual([
      'How long the log keeps an event (--audit-log-maxage=30 --audit-log-maxbackup=9 --audit-log-maxsize=100): 21 minutes at the mean of 799 KiB/s.',
      '   7 days: --audit-log-maxage=7 --audit-log-maxbackup=4721 --audit-log-maxsize=100, up to 461 GiB of disk',
    ]);
  });
});
