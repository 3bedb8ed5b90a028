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
  | { readonly kind: 'hang' };

/** A POST as a receiver sees it. */
export interface ReceivedPost {
  /** Since the start of the measurement, ms; negative before it. */
  readonly sinceStartMs: number;
  readonly events: number;
  readonly bytes: number;
}

/** What a POST is answered with, and how long after its body was complete. */
export type ReceiverAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfterSeconds: number | null;
      readonly afterMs: number;
    }
  | { readonly kind: 'hang' };

/** Takes every POST at once. */
export const HEALTHY_RECEIVER: ReceiverPlan = { latencyMs: 0, windows: [] };

/** What the receiver does with a POST. Pure but for `random`, uniform in [0, 1), which shares below 1 draw from. */
export function treat(plan: ReceiverPlan, post: ReceivedPost, random: () => number): ReceiverAnswer {
  const fault = faultOf(plan, post.sinceStartMs, random);
  if (fault?.kind === 'hang') return fault;
  const { status, retryAfterSeconds } = fault ?? {
    status: isTooLarge(plan, post) ? 413 : 200,
    retryAfterSeconds: null,
  };
  return { kind: 'answer', status, retryAfterSeconds, afterMs: plan.latencyMs };
}

function isTooLarge({ bodyLimitBytes }: ReceiverPlan, { bytes }: ReceivedPost): boolean {
  return bodyLimitBytes !== undefined && bytes > bodyLimitBytes;
}

function faultOf({ windows }: ReceiverPlan, sinceStartMs: number, random: () => number): ReceiverFault | null {
  for (const window of windows) {
    const isOpen = sinceStartMs >= window.fromMs && sinceStartMs < endMs(window);
    if (isOpen && (window.share >= 1 || random() < window.share)) return window.what;
  }
  return null;
}

function endMs({ fromMs, forMs }: FaultWindow): number {
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

function describeWindow({ fromMs, forMs, share, what }: FaultWindow): string {
  const until = forMs === null ? 'on' : `for ${formatMs(forMs)}`;
  const which = share < 1 ? ` for ${formatRatio(share)} of the POSTs` : '';
  return `from ${formatMs(fromMs)} ${until}: ${what.kind === 'status' ? what.status : what.kind}${which}`;
}
