import type { ApiserverCounters, SampleRecord } from '../../core/records.ts';
import type { ReceiverPlan } from '../../core/receiver.ts';
import { READING_MARGIN_MS } from '../../core/trial-meta.ts';
import type { Scope } from '../../core/scope.ts';
import { type AuditBackend, type AuditSettings, ceilingPerSecond } from '../../core/settings.ts';
import type { Probe } from '../../probes/probe.ts';
import type { Sink, SinkCounters } from '../../sinks/sink.ts';
import { giveUpMs } from '../../core/webhook-delivery.ts';
import { fullBufferMs, pathBoundMs, WAIT_WORTH_MS } from './bounds.ts';
import type { Pusher } from './push.ts';

const POLL_MS = 250;
const MARGIN_MS = 5000;

export interface DrainOptions {
  readonly backend: AuditBackend;
  readonly settings: AuditSettings;
  readonly receiver: ReceiverPlan;
  /** What the receiver takes for an answer at most. */
  readonly answerMs: number;
  readonly instances: readonly string[];
  readonly probe: Probe;
  readonly sink: Sink;
  /** Whether requests may be sent to fill batches up; never to a cluster of the user's. */
  readonly mayPush: boolean;
  readonly pusher: Pusher;
  readonly before: readonly SampleRecord[];
  readonly sinkBefore: SinkCounters;
}

/**
 * Waits until nothing is in flight: generated − errors − delivered = 0 since the readings before. A last partial batch
 * is filled up. Bounded by W + backlog/C + the receiver's time + 5 s, or by the give-up time once a POST has failed.
 * Resolves with whether it was drained.
 */
export async function drain(options: DrainOptions, scope: Scope): Promise<boolean> {
  if (options.sink.sees === 'nothing') return drainUnseen(options, scope);
  // Others go on making events, so nothing is ever empty; what was made before the reading arrives after it.
  if (!options.mayPush) return false;
  const { settings, pusher, instances } = options;
  const batch = settings.mode === 'batch' ? settings : null;
  const startedMs = scope.clock.nowMs();
  let boundMs: number | null = null;
  let pushes = 0;
  for (;;) {
    const [samples, sink] = await Promise.all([options.probe.read('grid', scope.signal), options.sink.counters()]);
    const inFlight = eventsInFlight(options, samples, sink);
    if (inFlight !== null) {
      scope.progress.status({
        leftMs: null,
        requestsPerSecond: null,
        eventsPerSecond: null,
        dropped: null,
        buffer: null,
        counts: null,
      });
      if (inFlight <= 0) return true;
      boundMs ??= drainBoundMs(settings, options.answerMs, inFlight);
      const partial = batch !== null && inFlight < batch.maxBatchSize && instances.length === 1;
      const worth = batch !== null && batch.maxBatchWaitMs > WAIT_WORTH_MS;
      if (partial && worth && pushes < 3 && sink.open === 0) {
        pushes += 1;
        await pusher.push(instances[0] ?? '', batch.maxBatchSize - inFlight, 'filler');
      }
    }
    const failing = sink.refused > options.sinkBefore.refused || options.receiver.windows.length > 0;
    const limitMs = (boundMs ?? MARGIN_MS) + (failing ? giveUpMs(settings.initialBackoffMs).hanging.max : 0);
    if (scope.clock.nowMs() - startedMs > limitMs) return false;
    await scope.clock.sleep(POLL_MS, scope.signal);
  }
}

/**
 * What an API server held when it was ended never arrives, so nothing says when all has, but a batch behind it: a buffer
 * is first in, first out. Errors: AuditBenchError (exit 4) when nothing arrives any more.
 */
export async function drainRestarted(options: DrainOptions, scope: Scope): Promise<boolean> {
  const { settings, instances, pusher, answerMs, sink } = options;
  if (sink.sees === 'nothing') return drainUnseen(options, scope);
  const boundMs = pathBoundMs(settings) + fullBufferMs(settings) + answerMs;
  for (const name of instances) await pusher.pushThrough(name, settings, 'filler', boundMs, answerMs);
  return true;
}

/** Nobody sees what arrives: as long as the fullest buffer needs. What is being tried again by then is not known. */
async function drainUnseen({ settings }: DrainOptions, { clock, signal }: Scope): Promise<boolean> {
  await clock.sleep(fullBufferMs(settings) + MARGIN_MS, signal);
  return false;
}

/**
 * Pushes out the events that were still in a batch at the last reading, for an API server with requests of its own is
 * never quite empty. The account counts events by their stage timestamps (ADR 6): those made after the reading are not in
 * it, and those made before it must have arrived. `false`: it cannot be known (a receiver that fails, a mode without a buffer).
 */
export async function settleAfterReading(
  { settings, receiver, answerMs, instances, sink, mayPush, pusher, sinkBefore }: DrainOptions,
  boundMs: number,
  scope: Scope,
): Promise<boolean> {
  if (!mayPush && sink.sees === 'events') {
    await scope.clock.sleep(fullBufferMs(settings) + MARGIN_MS, scope.signal);
    return (await sink.counters()).refused === sinkBefore.refused;
  }
  const failing = receiver.windows.length > 0 || (await sink.counters()).refused > sinkBefore.refused;
  if (settings.mode !== 'batch' || failing || sink.sees === 'nothing') return false;
  // Events of the next moments could be on either side of the reading; those pushed here must not be among them.
  await scope.clock.sleep(2 * READING_MARGIN_MS, scope.signal);
  for (const name of instances) await pusher.pushThrough(name, settings, 'filler', boundMs, answerMs);
  await scope.clock.sleep(receiver.latencyMs, scope.signal);
  return true;
}

/**
 * With a receiver that fails nothing can be pushed through, and an API server with requests of its own makes an event
 * now and then: what was open at the last reading is waited for. `false`: it did not come in time.
 */
export async function arrivesAfterReading(
  options: OpenEvents & Pick<DrainOptions, 'settings' | 'answerMs' | 'sink'>,
  after: readonly SampleRecord[],
  scope: Scope,
): Promise<boolean> {
  const startedMs = scope.clock.nowMs();
  let boundMs: number | null = null;
  for (;;) {
    const inFlight = eventsInFlight(options, after, await options.sink.counters());
    if (inFlight === null) return false;
    if (inFlight <= 0) return true;
    boundMs ??= drainBoundMs(options.settings, options.answerMs, inFlight);
    if (scope.clock.nowMs() - startedMs > boundMs) return false;
    await scope.clock.sleep(POLL_MS, scope.signal);
  }
}

type OpenEvents = Pick<DrainOptions, 'backend' | 'before'>;

function eventsInFlight(options: OpenEvents, samples: readonly SampleRecord[], sink: SinkCounters): number | null {
  let open = 0;
  for (const sample of samples) {
    const before = options.before.find((reading) => reading.instance === sample.instance)?.counters;
    if (sample.counters === null || before == null) return null;
    open += unsettled(sample.counters, options.backend) - unsettled(before, options.backend);
  }
  return open - sink.deliveredSinceMark;
}

/** Events generated that no error counter of the measured backend has settled. */
function unsettled({ generated, errors }: ApiserverCounters, backend: AuditBackend): number {
  return generated - errors.buffered - errors[backend] - errors.truncate;
}

function drainBoundMs(settings: AuditSettings, answerMs: number, backlog: number): number {
  const ceiling = ceilingPerSecond(settings);
  const backlogMs = ceiling === null || ceiling === 0 ? 0 : (backlog / ceiling) * 1000;
  const waitMs = settings.mode === 'batch' ? settings.maxBatchWaitMs : 0;
  return waitMs + backlogMs + answerMs + MARGIN_MS;
}
