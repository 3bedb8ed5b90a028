import {
  type AddedLatency,
  type FaultWindow,
  isOpen,
  type ReceivedPost,
  type ReceiverAnswer,
  type ReceiverFault,
  type ReceiverPlan,
} from './receiver.ts';
import { POST_TIMEOUT_MS } from './webhook-delivery.ts';

/** What a receiver remembers of the POSTs before, ms since the start of the measurement. */
export interface ReceiverState {
  /** When those that are being answered will have been, in no order. */
  readonly busyUntilMs: readonly number[];
  /** Of a limit in requests per second: what is left of the bucket, and when. */
  readonly tokens: number | null;
  readonly tokensAtMs: number;
  /** When everything that came before is through a limit in bytes per second. */
  readonly pipeFreeMs: number;
}

export const IDLE_RECEIVER: ReceiverState = { busyUntilMs: [], tokens: null, tokensAtMs: 0, pipeFreeMs: 0 };

export interface Treatment {
  readonly answer: ReceiverAnswer;
  readonly state: ReceiverState;
}

/**
 * What the receiver does with a POST. Pure but for `random`, uniform in [0, 1), which shares below 1 and spread latencies
 * draw from. POSTs are given in the order of their times.
 */
export function treat(plan: ReceiverPlan, post: ReceivedPost, state: ReceiverState, random: () => number): Treatment {
  const { sinceStartMs: atMs } = post;
  const open = plan.windows.filter((window) => isOpen(window, atMs));
  if (open.some(({ what }) => isConnectionFault(what))) return { answer: { kind: 'cut', afterMs: 0 }, state };
  const fault = faultOf(open, post, random);
  const limited = passLimits(open, post, state);
  if (limited.refusedWith !== null) return { answer: answered(limited.refusedWith, 0), state: limited.state };
  if (fault?.kind === 'hang') return { answer: fault, state: busy(limited.state, atMs, atMs + POST_TIMEOUT_MS) };
  const latencyMs = plan.latencyMs + addedMs(open, post, random);
  const { startMs, refusedWith } = turnOf(open, atMs, limited.state);
  if (refusedWith !== null) return { answer: answered(refusedWith, 0), state: limited.state };
  const afterMs = Math.max(startMs, limited.readyMs) + latencyMs - atMs;
  const after = busy(limited.state, atMs, atMs + afterMs);
  const cutMs = nextRestartMs(plan, atMs);
  if (atMs + afterMs > cutMs) return { answer: { kind: 'cut', afterMs: cutMs - atMs }, state: after };
  if (fault !== null) return { answer: { kind: 'answer', ...fault.answer, afterMs }, state: after };
  const tooLarge = plan.bodyLimitBytes !== undefined && post.bytes > plan.bodyLimitBytes;
  return { answer: answered(tooLarge ? 413 : 200, afterMs), state: after };
}

/** How long the receiver takes a body of this size off the connection, beyond what the network needs. */
export function readMs(plan: ReceiverPlan, sinceStartMs: number, bytes: number): number {
  const rate = readBytesPerSecond(plan, sinceStartMs);
  return rate === null ? 0 : (bytes / rate) * 1000;
}

/** The slowest of the windows that are open; `null`: as fast as it comes. */
export function readBytesPerSecond({ windows }: ReceiverPlan, sinceStartMs: number): number | null {
  const rates = windows.flatMap((window) =>
    window.what.kind === 'slow-read' && isOpen(window, sinceStartMs) ? [window.what.bytesPerSecond] : [],
  );
  return rates.length === 0 ? null : Math.min(...rates);
}

export function isConnectionFault({ kind }: ReceiverFault): boolean {
  return kind === 'refuse' || kind === 'tls' || kind === 'restart';
}

function answered(status: number, afterMs: number): ReceiverAnswer {
  return { kind: 'answer', status, retryAfterSeconds: null, afterMs };
}

type DrawnFault =
  | { readonly kind: 'hang' }
  | {
      readonly kind: 'status';
      readonly answer: { readonly status: number; readonly retryAfterSeconds: number | null };
    };

/** The first of the open windows that draws the POST, of those that decide what it is answered. */
function faultOf(open: readonly FaultWindow[], { bytes }: ReceivedPost, random: () => number): DrawnFault | null {
  for (const { what, share } of open) {
    const decides =
      what.kind === 'status' || what.kind === 'hang' || (what.kind === 'body-limit' && bytes > what.bytes);
    if (!decides || (share < 1 && random() >= share)) continue;
    if (what.kind === 'hang') return what;
    const retryAfterSeconds = what.kind === 'status' ? what.retryAfterSeconds : null;
    return { kind: 'status', answer: { status: what.status, retryAfterSeconds } };
  }
  return null;
}

interface Limited {
  readonly state: ReceiverState;
  /** When it has come through the limits in time. */
  readonly readyMs: number;
  readonly refusedWith: number | null;
}

/** Requests per second as a bucket of one second's worth; bytes per second as a pipe that all bodies share. */
function passLimits(
  open: readonly FaultWindow[],
  { sinceStartMs, bytes }: ReceivedPost,
  before: ReceiverState,
): Limited {
  let state = before;
  let readyMs = sinceStartMs;
  for (const { what } of open) {
    if (what.kind !== 'limit' || what.of === 'concurrency') continue;
    if (what.of === 'bytes per second') {
      const pipeFreeMs = Math.max(state.pipeFreeMs, sinceStartMs) + (bytes / what.most) * 1000;
      readyMs = Math.max(readyMs, pipeFreeMs);
      state = { ...state, pipeFreeMs };
      continue;
    }
    const room = Math.max(1, what.most);
    const grown = state.tokens === null ? room : state.tokens + ((sinceStartMs - state.tokensAtMs) / 1000) * what.most;
    const tokens = Math.min(room, grown);
    if (tokens < 1 && what.beyond !== 'wait') return { state, readyMs, refusedWith: what.beyond };
    if (tokens < 1) readyMs = Math.max(readyMs, sinceStartMs + ((1 - tokens) / what.most) * 1000);
    state = { ...state, tokens: tokens - 1, tokensAtMs: sinceStartMs };
  }
  return { state, readyMs, refusedWith: null };
}

/** When a POST has a place among those that are answered at once. */
function turnOf(
  open: readonly FaultWindow[],
  atMs: number,
  { busyUntilMs }: ReceiverState,
): { readonly startMs: number; readonly refusedWith: number | null } {
  let startMs = atMs;
  const busyNow = busyUntilMs.filter((endsMs) => endsMs > atMs).toSorted((a, b) => a - b);
  for (const { what } of open) {
    if (what.kind !== 'limit' || what.of !== 'concurrency' || busyNow.length < what.most) continue;
    if (what.beyond !== 'wait') return { startMs, refusedWith: what.beyond };
    startMs = Math.max(startMs, busyNow[busyNow.length - what.most] ?? atMs);
  }
  return { startMs, refusedWith: null };
}

function busy(state: ReceiverState, atMs: number, untilMs: number): ReceiverState {
  return { ...state, busyUntilMs: [...state.busyUntilMs.filter((endsMs) => endsMs > atMs), untilMs] };
}

function addedMs(open: readonly FaultWindow[], { sinceStartMs, events }: ReceivedPost, random: () => number): number {
  return open.reduce((sum, window) => {
    const { what, share } = window;
    if (what.kind !== 'latency' || (share < 1 && random() >= share)) return sum;
    return sum + latencyMs(what.add, window, sinceStartMs, events, random);
  }, 0);
}

/** The 99th percentile of a normal distribution lies so many standard deviations above its median. */
const Z99 = 2.326;

function latencyMs(
  add: AddedLatency,
  { fromMs, forMs }: FaultWindow,
  atMs: number,
  events: number,
  random: () => number,
): number {
  switch (add.by) {
    case 'constant':
      return add.ms;
    case 'ramp':
      return add.fromMs + (add.toMs - add.fromMs) * Math.min(1, (atMs - fromMs) / (forMs ?? Number.POSITIVE_INFINITY));
    case 'event':
      return add.msPerEvent * events;
    case 'quantiles':
      return add.p50Ms * Math.exp((normal(random) / Z99) * Math.log(add.p99Ms / add.p50Ms));
  }
}

/** Box and Muller's: two uniform draws make a normal one. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** When the next restart begins; what is under way then is never answered. */
function nextRestartMs({ windows }: ReceiverPlan, atMs: number): number {
  return windows.reduce(
    (next, { what, fromMs }) => (what.kind === 'restart' && fromMs > atMs ? Math.min(next, fromMs) : next),
    Number.POSITIVE_INFINITY,
  );
}
