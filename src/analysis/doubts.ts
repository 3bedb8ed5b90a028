import type { LogReading } from '../core/log.ts';
import type { Doubt, EventAccount, Lateness, RequestAccount } from '../core/result.ts';
import type { Disturbance } from '../core/trial-meta.ts';
import { startSkewMs, type WorkerRecord } from '../core/worker-record.ts';
import { LATE_MS, latenessSentence } from '../core/lateness.ts';
import { formatCount, formatMs, formatRatio } from '../core/units.ts';

/** What the doubts are judged by; `null`: not measured. */
export interface Evidence {
  readonly requests: RequestAccount;
  readonly events: EventAccount;
  readonly sendLagP99Ms: number | null;
  /** `null`: nothing was late, or the model cannot say whether it matters. */
  readonly lateness: Lateness | null;
  readonly status429: number;
  readonly flowControlRejected: number | null;
  readonly largestScrapeGapMs: number;
  readonly sampleIntervalMs: number;
  /** An objective rests on the samples between the two readings: the peak of memory does, the account does not. */
  readonly samplesDecide: boolean;
  readonly counterReset: boolean;
  readonly readingsMissing: boolean;
  /** Most negative of (stage − send) and (arrival − stage); 0 when none is negative. */
  readonly skewMs: number;
  /** Those that a planned restart left without an answer apart. */
  readonly unanswered: number;
  /** Requests that could not be sent because of a planned restart. */
  readonly unsentAtRestart: number;
  /** Events that API servers made when they came up again as planned. */
  readonly bootEvents: number;
  readonly log: LogReading | null;
  readonly disturbance: Disturbance;
  readonly workers: readonly WorkerRecord[];
  /** Whose requests a cluster answers. */
  readonly traffic: 'ours' | "ours and others'";
}

interface Threshold {
  readonly name: string;
  /** A sentence when the evidence gives reason to doubt. */
  readonly judge: (evidence: Evidence) => string | null;
}

/** A machine that is merely busy leaves gaps of one or two seconds; one that slept, or a stopped process, longer ones. */
const STALL_MS = 5000;
/** A receiver's pause above this is an outage that nobody planned. */
const RECEIVER_PAUSE_MS = 2000;
/** The two clocks are read a moment apart, one of them to the millisecond. */
const CLOCK_STEP_MS = 5;

/** As far as requests may leave late; a burst that begins later on one side is another burst. */
const START_SKEW_MS = 100;

/** The thresholds, in one table. A clock skew of 5 ms would move an event across a 10 ms bin. */
export const DOUBTS: readonly Threshold[] = [
  {
    name: 'load-not-sent',
    judge: ({ requests: { sent, intended }, unsentAtRestart }) =>
      sent < 0.99 * (intended - unsentAtRestart)
        ? `only ${formatCount(sent)} of ${formatCount(intended)} intended requests were sent (below 99 %)`
        : null,
  },
  {
    name: 'send-lag',
    judge: ({ sendLagP99Ms, lateness }) => {
      if (lateness !== null) return lateness.matters ? latenessSentence(lateness) : null;
      return sendLagP99Ms !== null && sendLagP99Ms > LATE_MS
        ? `requests left late: p99 ${formatMs(sendLagP99Ms)} (above ${LATE_MS} ms)`
        : null;
    },
  },
  {
    name: 'throttled-requests',
    judge: ({ status429 }) => (status429 > 0 ? `${formatCount(status429)} requests were answered 429` : null),
  },
  {
    name: 'unanswered-requests',
    judge: ({ unanswered }) =>
      unanswered > 0 ? `${formatCount(unanswered)} requests got no answer, what they made is not known` : null,
  },
  {
    name: 'scrape-gap',
    judge: ({ largestScrapeGapMs, sampleIntervalMs, samplesDecide }) =>
      largestScrapeGapMs > (samplesDecide ? 3 * sampleIntervalMs : STALL_MS)
        ? `no metrics for ${formatMs(largestScrapeGapMs)} (an interval is ${formatMs(sampleIntervalMs)}): the API server, this machine or audit-bench stood still, a quieter one helps`
        : null,
  },
  {
    name: 'background',
    judge: ({ events: { background, generated }, bootEvents, traffic }) =>
      traffic === 'ours' && background !== null && generated !== null && background - bootEvents > 0.05 * generated
        ? `${formatRatio((background - bootEvents) / generated)} of the events were not ours (above 5 %)`
        : null,
  },
  {
    name: 'audits-nothing',
    judge: ({ events: { generated }, requests: { sent }, traffic }) =>
      traffic === "ours and others'" && sent > 0 && generated === 0
        ? `${formatCount(sent)} requests made no audit event: auditing is off, or its policy leaves them all out`
        : null,
  },
  {
    name: 'unexplained',
    judge: ({ events: { unexplained } }) =>
      unexplained !== null && unexplained !== 0
        ? `${formatCount(unexplained)} events are unexplained: the counters and the receiver do not agree`
        : null,
  },
  {
    name: 'in-flight',
    judge: ({ events: { inFlight } }) =>
      inFlight !== null && inFlight !== 0
        ? `${formatCount(inFlight)} events were still in flight after the drain`
        : null,
  },
  {
    name: 'counter-reset',
    judge: ({ counterReset }) => (counterReset ? 'an API server restarted during the measurement' : null),
  },
  {
    name: 'no-reading',
    judge: ({ readingsMissing }) =>
      readingsMissing ? 'the counters could not be read before or after the measurement' : null,
  },
  {
    name: 'log-not-read',
    judge: ({ log }) => (log === null ? null : unreadSentence(log)),
  },
  {
    name: 'clock-skew',
    judge: ({ skewMs }) =>
      skewMs < -5 ? `the clocks differ: an event is ${formatMs(-skewMs)} ahead of its cause` : null,
  },
  {
    name: 'worker-lost',
    judge: ({ workers, requests: { intended, sent, skipped } }) => {
      const lost = workers.flatMap((worker) => worker.lost ?? []);
      if (lost.length === 0) return null;
      return `${lost.join('; ')}: what became of ${formatCount(intended - sent - skipped)} requests is not known`;
    },
  },
  {
    name: 'held-back',
    judge: ({ workers }) => {
      const held = workers.reduce((sum, { heldBack = 0 }) => sum + heldBack, 0);
      return held > 0
        ? `${formatCount(held)} requests were held back, because the cluster answered 429 or much more slowly than at first`
        : null;
    },
  },
  {
    name: 'start-skew',
    judge: ({ workers }) => {
      const skewMs = startSkewMs(workers);
      return skewMs !== null && skewMs > START_SKEW_MS
        ? `those who send began ${formatMs(skewMs)} apart (above ${formatMs(START_SKEW_MS)})`
        : null;
    },
  },
  {
    name: 'clock-step',
    judge: ({ disturbance: { clockStepMs } }) =>
      Math.abs(clockStepMs) > CLOCK_STEP_MS
        ? `the machine's clock was set by ${formatMs(clockStepMs)}, or it slept, since the run began: times of different processes do not fit together`
        : null,
  },
  {
    name: 'receiver-pause',
    judge: ({ disturbance: { receiverPauseMs } }) =>
      receiverPauseMs > RECEIVER_PAUSE_MS
        ? `the receiver stood still for ${formatMs(receiverPauseMs)} (above ${formatMs(RECEIVER_PAUSE_MS)}), which nobody planned`
        : null,
  },
];

function unreadSentence({ removedUnread, truncations, brokenLines, unfinishedLines }: LogReading): string | null {
  const parts = [
    removedUnread.length > 0
      ? `rotation removed ${formatCount(removedUnread.length)} files before they were read (${removedUnread[0] ?? ''} first)`
      : '',
    truncations > 0 ? `the file was cut to nothing ${formatCount(truncations)} times while it was written` : '',
    brokenLines + unfinishedLines > 0
      ? `${formatCount(brokenLines + unfinishedLines)} lines of the log are no audit event`
      : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join('; ');
}

export function judgeDoubts(evidence: Evidence): readonly Doubt[] {
  return DOUBTS.flatMap(({ name, judge }) => {
    const sentence = judge(evidence);
    return sentence === null ? [] : [{ name, sentence }];
  });
}
