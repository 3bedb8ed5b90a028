import type { ArrivalRecord } from '../core/arrivals.ts';
import type { BatchRecord, RequestRecord, SampleRecord } from '../core/records.ts';
import type {
  EventAccount,
  Histograms,
  MissingEvent,
  OursAccount,
  PhaseResult,
  Quantiles,
  ReceiverResult,
  RefusedRequests,
  RequestAccount,
} from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import { type CounterDelta, counterDelta } from './counters.ts';
import { DeliveriesAccount } from './deliveries-account.ts';
import { eventAccount, usableDeltas } from './events-account.ts';
import { Latencies } from './latencies.ts';
import { arrivalsOf, BatchFacts } from './ledger/arrivals.ts';
import { ALWAYS, EventCount, readingWindow } from './ledger/event-count.ts';
import { Ledger } from './ledger/ledger.ts';
import { stageNumber } from './ledger/stages.ts';
import { MissingEvents, type MissingSpan } from './missing.ts';
import type { RawTrial } from './raw-trial.ts';
import { ReceiverLoad } from './receiver.ts';
import { Refused } from './refused.ts';
import { RequestAccounts } from './request-account.ts';
import { type BinnedRecords, SeriesBuilder } from './series.ts';
import { bootEvents } from './restarts/boot-events.ts';
import { CutOff } from './restarts/cut-off.ts';
import { continuedSamples } from './restarts/continued-samples.ts';
import { unreadEvents } from './restarts/unread-events.ts';
import { isSeen, unseenEvents, unseenOurs } from './unseen.ts';

/** What the raw files of a trial say: nothing in it grows with their length but the arrivals, which the model needs. */
export interface ReadTrial {
  readonly deltas: readonly (CounterDelta | null)[];
  /** Counters go on over planned restarts. */
  readonly samples: readonly SampleRecord[];
  readonly cutOff: CutOff;
  /** Made by API servers that came up again as planned. */
  readonly bootEvents: number;
  readonly cut: readonly string[];
  /** Of the measured phases. */
  readonly measured: RequestAccount;
  /** Of the measured phases, to each API server. */
  readonly sentTo: readonly number[];
  /** Of the measured phases. */
  readonly refused: readonly RefusedRequests[];
  readonly status429: number;
  readonly phases: readonly PhaseResult[];
  readonly pacedLagP99Ms: number | null;
  readonly requestLatencyMs: Quantiles | null;
  readonly serviceTimeMs: Quantiles | null;
  readonly sendLagMs: Quantiles | null;
  readonly deliveryLagMs: Quantiles | null;
  readonly histograms: Histograms;
  readonly ours: OursAccount;
  readonly skewMs: number;
  readonly events: EventAccount;
  readonly missing: MissingSpan | null;
  readonly missingSample: readonly MissingEvent[];
  readonly receiver: ReceiverResult;
  readonly binned: BinnedRecords;
  readonly arrivals: readonly ArrivalRecord[];
}

/** Reads requests, then batches, each once; requests again when some of them have lost events. */
export async function readTrial(meta: TrialMeta, raw: RawTrial): Promise<ReadTrial> {
  const files = await readFiles(meta, raw);
  const { deltas, usable, samples, account, ledger, requests, batches } = files;
  // Before arrivals are made, because it gives the memory of its values back.
  const binned = requests.series.binned();
  const seen = isSeen(meta);
  const missing = seen ? new MissingEvents(ledger) : null;
  const missingSample = missing?.sample(meta, await recordsOf(raw, ledger, missing.wanted())) ?? [];
  const events = eventAccount({
    backend: meta.backend,
    deltas,
    counted: files.counted,
    oursExpected: ledger.expected,
    overheadEvents: meta.overheadEvents,
    drained: meta.drained,
    ...(meta.restarts === undefined
      ? {}
      : {
          restarts: {
            unread: unreadEvents(meta, ledger, raw.samples),
            missing: ledger.expected - ledger.delivered,
          },
        }),
  });
  return {
    deltas,
    samples,
    cutOff: requests.cutOff,
    bootEvents: bootEvents(meta, ledger, raw.samples),
    cut: [...raw.cut],
    measured: requests.accounts.measured,
    sentTo: meta.instances.map((instance) => requests.accounts.sentTo(instance)),
    refused: requests.refused.result(),
    status429: requests.accounts.status429,
    phases: requests.accounts.phases(),
    ...durationsOf(requests.latencies, account),
    ours: seen ? account.ours(ledger) : unseenOurs(account.ours(ledger)),
    skewMs: account.skewMs,
    events: seen ? events : unseenEvents(events),
    missing: missing?.span ?? null,
    missingSample,
    receiver: batches.receiver.result(),
    binned: seen ? binned : { ...binned, deliveredPerSecond: binned.deliveredPerSecond.map(() => null) },
    arrivals: arrivalsOf({
      meta,
      ledger,
      batches: batches.facts,
      samples,
      lost: lostAt(meta, events, usable, ledger),
    }),
  };
}

/** Requests first: what a batch brings is matched with them. */
async function readFiles(meta: TrialMeta, raw: RawTrial) {
  const samples = continuedSamples(meta, raw.samples);
  const deltas = meta.instances.map((instance) => counterDelta(instance, samples));
  const usable = usableDeltas(deltas);
  const account = new DeliveriesAccount(meta);
  const ledger = new Ledger(meta, (...event) => account.add(...event));
  const requests = new RequestReader(meta, ledger);
  for await (const block of raw.requests()) for (const record of block) requests.add(record);
  const counted = new EventCount(ledger.requests, usable === null ? ALWAYS : readingWindow(usable));
  const batches = new BatchReader(meta, ledger, counted, requests.series);
  for await (const block of raw.batches()) for (const record of block) batches.add(record);
  return { deltas, usable, samples, account, ledger, requests, counted, batches };
}

function durationsOf(latencies: Latencies, { lag }: DeliveriesAccount) {
  return {
    pacedLagP99Ms: latencies.pacedLagP99Ms(),
    requestLatencyMs: latencies.request.quantiles(),
    serviceTimeMs: latencies.service.quantiles(),
    sendLagMs: latencies.sendLagMs(),
    deliveryLagMs: lag.quantiles(),
    histograms: { deliveryLagUs: lag.encode(), requestLatencyUs: latencies.request.encode() },
  };
}

/** Events lost at each API server, where the account adds up: else the counters tell nothing of single events. */
function lostAt(
  { backend, restarts = [] }: TrialMeta,
  events: EventAccount,
  deltas: readonly CounterDelta[] | null,
  ledger: Ledger,
): readonly number[] {
  if (events.unexplained !== 0 || events.inFlight !== 0 || deltas === null) return [];
  const restarted = new Set(restarts.map(({ instance }) => instance));
  return deltas.map(({ errors, instance }, index) => {
    const counted = errors.buffered + errors[backend] + errors.truncate;
    if (!restarted.has(instance)) return counted;
    // Of one restarted API server all is known; which of several lost events of others is not.
    return restarted.size === 1 ? counted + (events.lostAtRestart ?? 0) : Math.max(counted, ledger.missingOf(index));
  });
}

/** Everything that wants to know of a request. */
class RequestReader {
  readonly #meta: TrialMeta;
  readonly #ledger: Ledger;
  readonly accounts: RequestAccounts;
  readonly refused: Refused;
  readonly latencies: Latencies;
  readonly series: SeriesBuilder;
  readonly cutOff: CutOff;

  constructor(meta: TrialMeta, ledger: Ledger) {
    this.#meta = meta;
    this.#ledger = ledger;
    this.accounts = new RequestAccounts(meta);
    this.refused = new Refused(meta.shapes);
    this.latencies = new Latencies(meta.load.phases);
    this.series = new SeriesBuilder(meta);
    this.cutOff = new CutOff(meta.restarts);
  }

  add(record: RequestRecord): void {
    this.#ledger.addRequest(record);
    this.accounts.add(record);
    if (this.#meta.load.phases[record.phase]?.measure !== true) return;
    this.refused.add(record);
    this.cutOff.add(record);
    this.latencies.add(record);
    this.series.addRequest(record);
  }
}

/** Everything that wants to know of a batch. */
class BatchReader {
  readonly #ledger: Ledger;
  readonly #counted: EventCount;
  readonly #series: SeriesBuilder;
  readonly receiver: ReceiverLoad;
  readonly facts: BatchFacts;

  constructor(meta: TrialMeta, ledger: Ledger, counted: EventCount, series: SeriesBuilder) {
    this.#ledger = ledger;
    this.#counted = counted;
    this.#series = series;
    this.receiver = new ReceiverLoad(meta);
    this.facts = new BatchFacts(meta);
  }

  add(batch: BatchRecord): void {
    this.#ledger.addBatch(batch);
    this.receiver.add(batch);
    this.facts.add(batch, this.#ledger.peers.numberOf(batch));
    this.#series.addPost(batch);
    if (!batch.delivered) return;
    this.#series.addBatch(batch);
    for (const [id, stage, stageMs] of batch.events)
      this.#counted.add(this.#ledger.numberOf(id), id, stageNumber(stage), stageMs);
  }
}

/** The records of these requests, looked up in the file. */
async function recordsOf(
  raw: RawTrial,
  ledger: Ledger,
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, RequestRecord>> {
  const found = new Map<number, RequestRecord>();
  if (wanted.size === 0) return found;
  for await (const block of raw.requests()) {
    for (const record of block) {
      const number = ledger.numberOf(record.id);
      if (wanted.has(number)) found.set(number, record);
    }
    if (found.size === wanted.size) break;
  }
  return found;
}
