import { formatBytes, formatMs, formatRatio } from './units.ts';

/** How a receiver behaves, as data. The receiver's process and the pipeline model both play it through `treat`. */
export interface ReceiverPlan {
  /** Passes before every answer, ms. */
  readonly latencyMs: number;
  /** What goes wrong and when; of several that are open at once the first that draws a POST has it. */
  readonly windows: readonly FaultWindow[];
  /** A larger body is answered 413, as nginx and Falco do; absent: bodies of any size are taken. */
  readonly bodyLimitBytes?: number;
}

export interface FaultWindow {
  /** From the start of the measurement, ms; before it a receiver is healthy, so that the path can be proved. */
  readonly fromMs: number;
  /** `null`: to the end of the trial. */
  readonly forMs: number | null;
  /** 0..1 of the POSTs, chosen at random. */
  readonly share: number;
  readonly what: ReceiverFault;
}

export type ReceiverFault =
  | {
      readonly kind: 'status';
      readonly status: number /** Sent as Retry-After. */;
      readonly retryAfterSeconds: number | null;
    }
  /** Never answered. */
  | { readonly kind: 'hang' }
  /** Passes before the answer, on top of the receiver's own. */
  | { readonly kind: 'latency'; readonly add: AddedLatency }
  /** A larger body is answered so. */
  | { readonly kind: 'body-limit'; readonly bytes: number; readonly status: number }
  /** POSTs beyond it are answered with a status, or wait for their turn. */
  | { readonly kind: 'limit'; readonly of: LimitedBy; readonly most: number; readonly beyond: number | 'wait' }
  /** A body is taken off the connection no faster. */
  | { readonly kind: 'slow-read'; readonly bytesPerSecond: number }
  | ConnectionFault;

/** Nobody can POST at all while its window is open. */
export type ConnectionFault =
  /** The port is closed. */
  | { readonly kind: 'refuse' }
  /** The certificate is of an authority that the client does not know. */
  | { readonly kind: 'tls' }
  /** As `refuse`, and what was under way when it began is never answered. */
  | { readonly kind: 'restart' };

export type LimitedBy = 'requests per second' | 'concurrency' | 'bytes per second';

export type AddedLatency =
  | { readonly by: 'constant'; readonly ms: number }
  /** Lognormal through both. */
  | { readonly by: 'quantiles'; readonly p50Ms: number; readonly p99Ms: number }
  /** Grows over the window. */
  | { readonly by: 'ramp'; readonly fromMs: number; readonly toMs: number }
  /** Large batches take longer. */
  | { readonly by: 'event'; readonly msPerEvent: number };

/** A POST as a receiver sees it. */
export interface ReceivedPost {
  /** Since the start of the measurement, ms; negative before it. */
  readonly sinceStartMs: number;
  readonly events: number;
  readonly bytes: number;
}

/** What a POST comes to, and how long after its body was complete. */
export type ReceiverAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfterSeconds: number | null;
      readonly afterMs: number;
    }
  | { readonly kind: 'hang' }
  /** The connection ends without an answer. */
  | { readonly kind: 'cut'; readonly afterMs: number };

/** Takes every POST at once. */
export const HEALTHY_RECEIVER: ReceiverPlan = { latencyMs: 0, windows: [] };

/** Whether a window is open at this moment; before the measurement none is. */
export function isOpen(window: FaultWindow, sinceStartMs: number): boolean {
  return sinceStartMs >= Math.max(0, window.fromMs) && sinceStartMs < endMs(window);
}

export function endMs({ fromMs, forMs }: FaultWindow): number {
  return forMs === null ? Number.POSITIVE_INFINITY : fromMs + forMs;
}

/** The receiver is away behind its load balancer for so long, from the start of the measurement, and then as before. */
export function withOutage(plan: ReceiverPlan, outageMs: number): ReceiverPlan {
  const what: ReceiverFault = { kind: 'status', status: OUTAGE_STATUS, retryAfterSeconds: null };
  return { ...plan, windows: [{ fromMs: 0, forMs: outageMs, share: 1, what }, ...plan.windows] };
}

/** What a load balancer answers whose receiver is away; retried like any other failure. */
export const OUTAGE_STATUS = 503;

/** Whether two receivers behave alike. */
export function sameReceiver(a: ReceiverPlan, b: ReceiverPlan): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `latency 20 ms; from 0 s for 4 s: 503`; '' for a healthy one. */
export function describeReceiver({ latencyMs, windows, bodyLimitBytes }: ReceiverPlan): string {
  const latency = latencyMs > 0 ? [`latency ${formatMs(latencyMs)}`] : [];
  const limit = bodyLimitBytes === undefined ? [] : [`bodies above ${formatBytes(bodyLimitBytes)}: 413`];
  return [...latency, ...limit, ...windows.map(describeWindow)].join('; ');
}

/** `from 2 s for 4 s: 503 for 50 % of the POSTs`. */
export function describeWindow({ fromMs, forMs, share, what }: FaultWindow): string {
  const until = forMs === null ? 'on' : `for ${formatMs(forMs)}`;
  const which = share < 1 ? ` for ${formatRatio(share)} of the POSTs` : '';
  return `from ${formatMs(fromMs)} ${until}: ${describeFault(what)}${which}`;
}

function describeFault(what: ReceiverFault): string {
  switch (what.kind) {
    case 'status':
      return String(what.status);
    case 'latency':
      return `${describeLatency(what.add)} later`;
    case 'body-limit':
      return `${what.status} to bodies above ${formatBytes(what.bytes)}`;
    case 'limit':
      return `at most ${what.of === 'bytes per second' ? formatBytes(what.most) : what.most} ${LIMIT_WORDS[what.of]}, beyond: ${what.beyond}`;
    case 'slow-read':
      return `reads ${formatBytes(what.bytesPerSecond)}/s`;
    case 'refuse':
      return 'refuses connections';
    case 'tls':
      return 'fails TLS';
    case 'restart':
      return 'restarts';
    case 'hang':
      return 'hang';
  }
}

const LIMIT_WORDS: Readonly<Record<LimitedBy, string>> = {
  'requests per second': 'requests/s',
  concurrency: 'at once',
  'bytes per second': 'a second',
};

function describeLatency(add: AddedLatency): string {
  switch (add.by) {
    case 'constant':
      return formatMs(add.ms);
    case 'quantiles':
      return `p50 ${formatMs(add.p50Ms)}, p99 ${formatMs(add.p99Ms)}`;
    case 'ramp':
      return `${formatMs(add.fromMs)} to ${formatMs(add.toMs)}`;
    case 'event':
      return `${formatMs(add.msPerEvent)} an event`;
  }
}
