import { HEALTHY_RECEIVER, type ReceiverFault, type ReceiverPlan, withOutage } from './receiver.ts';
import { mixShapes } from './load-shape.ts';
import type { BatchRecord, RequestRecord } from './records.ts';
import { RECORDS_VERSION, type TrialMeta } from './trial-meta.ts';
import type { Recommendation, RecommendationCosts } from './recommendation.ts';
import type { RunResult, SettingsDocument, TrialLoad, TrialResult } from './result.ts';
import { parseDurationMs } from './units.ts';
import { giveUpMs } from './webhook-delivery.ts';

/** What runs of schema version 1 wrote otherwise; they are still read, and taken over into the words of today. */
interface OldLoad {
  readonly multiple: number;
  readonly sha256: string;
  readonly receiverOutageMs?: number | null;
}

interface OldReceiver {
  readonly latencyMs: number;
  readonly fault: { kind: 'status' | 'hang'; status: number; ratio: number; retryAfterSeconds: number | null } | null;
}

type OldMeta = Omit<TrialMeta, 'receiver' | 'recordsVersion'> & {
  readonly recordsVersion?: number;
  readonly receiver: OldReceiver | ReceiverPlan;
  readonly receiverOutageMs?: number | null;
};

/** A record of a request told the template that it was drawn from, and its namespace. */
type OldRequest = Omit<RequestRecord, 'shape'> & { readonly template: number; readonly namespace: string };

/** A line of events.jsonl of either version: before 2 a batch was delivered when its POST was answered 2xx. */
export function upgradeBatch(batch: BatchRecord): BatchRecord {
  if ('delivered' in batch) return batch;
  const { status } = batch as BatchRecord;
  return { ...(batch as BatchRecord), delivered: status != null && status >= 200 && status < 300 };
}

/** A digest of load, policy and receiver in one cannot be told apart any more, and is equal to none of today. */
export const OLD_DIGEST = 'v1:';

/** result.json of version 1 as one of version 2; one of version 2 as it is. */
export function upgradeResult(result: RunResult): RunResult {
  const version: number = result.schemaVersion;
  if (version !== 1) return result;
  const recommendation = result.recommendation === null ? null : upgradeRecommendation(result.recommendation);
  return { ...result, schemaVersion: 2, trials: result.trials.map(upgradeTrial), recommendation };
}

/** What version 1 did not know was not measured, and an empty list where there is one. */
const NOT_KNOWN = {
  kept: false,
  current: null,
  changes: [],
  smallestBuffer: null,
  curve: null,
  apiserverAway: null,
  firstLossBy: null,
} as const satisfies Partial<Recommendation>;

function upgradeRecommendation(recommendation: Recommendation): Recommendation {
  const { costs, alternatives } = recommendation;
  return {
    ...NOT_KNOWN,
    ...recommendation,
    costs: costs === null ? null : upgradeCosts(costs, recommendation.settings),
    alternatives: alternatives.map((entry) => ({ ...entry, costs: upgradeCosts(entry.costs, entry.settings) })),
  };
}

/** What follows from the settings alone is reckoned; nothing bounded the rest in version 1. */
function upgradeCosts(costs: RecommendationCosts, settings: SettingsDocument | null): RecommendationCosts {
  const { refusing, hanging } = giveUpMs(parseDurationMs(settings?.initialBackoff ?? '') ?? 10_000);
  return {
    ...costs,
    receiverRequestsPerSecondMost: null,
    receiverConcurrencyMost: null,
    bodyBytesMost: costs.bodyBytesP99,
    shutdownInRetryMs: { refusing: refusing.max, hanging: hanging.max },
    giveUpAfterMs: { refusing: refusing.min, hanging: hanging.min },
  };
}

function upgradeTrial(trial: TrialResult): TrialResult {
  const { multiple, sha256, receiverOutageMs } = trial.load as unknown as OldLoad;
  const receiver = receiverOutageMs == null ? HEALTHY_RECEIVER : withOutage(HEALTHY_RECEIVER, receiverOutageMs);
  const load: TrialLoad = { multiple, requestsSha256: `${OLD_DIGEST}${sha256}`, policySha256: '', receiver };
  const apiserver = { ...trial.apiserver, largestSampleGapMs: null };
  return { ...trial, lateness: null, apiserver, load };
}

/** The webhook was the only backend until the log was measured, and trials did not say so. */
const ALL_WEBHOOK: Pick<TrialMeta, 'backend' | 'log'> = { backend: 'webhook', log: null };

/** trial.json of either version. */
export function upgradeTrialMeta(meta: TrialMeta): TrialMeta {
  const { receiver, receiverOutageMs, recordsVersion, ...rest } = meta as OldMeta;
  if (recordsVersion === RECORDS_VERSION) return 'backend' in meta ? meta : { ...ALL_WEBHOOK, ...(meta as TrialMeta) };
  const plan = 'windows' in receiver ? receiver : upgradeReceiver(receiver);
  return {
    ...ALL_WEBHOOK,
    ...rest,
    recordsVersion: RECORDS_VERSION,
    shapes: mixShapes(rest.load, rest.trialKey),
    receiver: receiverOutageMs == null ? plan : withOutage(plan, receiverOutageMs),
  };
}

/** A line of requests.jsonl of either version. The mix has one shape of each template, in their order. */
export function upgradeRequest(record: RequestRecord): RequestRecord {
  if (record.shape !== undefined) return record;
  const { template, namespace: _, name, ...rest } = record as unknown as OldRequest;
  return { ...rest, shape: template, ...(name === '' ? {} : { name }) };
}

function upgradeReceiver({ latencyMs, fault }: OldReceiver): ReceiverPlan {
  if (fault === null) return { latencyMs, windows: [] };
  const { kind, status, ratio, retryAfterSeconds } = fault;
  const what: ReceiverFault = kind === 'hang' ? { kind } : { kind, status, retryAfterSeconds };
  return { latencyMs, windows: [{ fromMs: 0, forMs: null, share: ratio, what }] };
}
