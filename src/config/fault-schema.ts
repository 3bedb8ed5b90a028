import { z } from 'zod';
import type { Problem } from '../core/errors.ts';
import type { AddedLatency, FaultWindow, LimitedBy, ReceiverFault } from '../core/receiver.ts';
import { problemAt, show } from './problems.ts';
import { count, duration, durationOrZero, ratio, size } from './quantities.ts';
import type { YamlSource } from './yaml-document.ts';

const when = {
  at: durationOrZero.default(0).describe('from the start of the measurement; before it the path is proved'),
  for: duration.optional().describe('default: to the end of the trial'),
};
const share = { ratio: ratio.default(1).describe('share of the POSTs') };
const failure = z.int().min(300).max(599);

const latencySchema = z.strictObject({
  kind: z.literal('latency'),
  add: duration.optional().describe('the same for every POST'),
  p50: duration.optional().describe('with p99: spread, lognormal'),
  p99: duration.optional(),
  from: durationOrZero.optional().describe('with "to" and "for": grows over the window'),
  to: durationOrZero.optional(),
  perEvent: duration.optional().describe('for each event of the batch, so that large batches take longer'),
  ...when,
  ...share,
});

const limitSchema = z.strictObject({
  kind: z.literal('limit'),
  requestsPerSecond: z.number().positive().optional(),
  concurrency: count.optional(),
  bytesPerSecond: size.optional().describe('all bodies together; they wait for each other'),
  beyond: z
    .union([z.literal('wait'), failure])
    .default(429)
    .describe('what POSTs beyond the limit are answered with, or "wait"'),
  ...when,
});

const FAULT_KINDS = 'status, hang, latency, body-limit, limit, slow-read, refuse, tls, restart';

/** What goes wrong at the receiver, and when; several at once add up. */
export const faultSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('status'),
      status: failure.default(500),
      retryAfter: z.int().min(1).optional().describe('seconds in the Retry-After header'),
      ...when,
      ...share,
    }),
    z.strictObject({ kind: z.literal('hang'), ...when, ...share }),
    latencySchema,
    z.strictObject({
      kind: z.literal('body-limit'),
      size,
      status: failure.default(413).describe('413 as a proxy does, 400 as Falco does'),
      ...when,
    }),
    limitSchema,
    z.strictObject({ kind: z.literal('slow-read'), bytesPerSecond: size.describe('of each connection'), ...when }),
    z.strictObject({ kind: z.literal('refuse').describe('the port is closed'), ...when }),
    z.strictObject({ kind: z.literal('tls').describe('a certificate that the API server does not trust'), ...when }),
    z.strictObject({
      kind: z.literal('restart').describe('what is under way is never answered, then the port is closed'),
      ...when,
      for: duration.default(1000),
    }),
  ],
  { error: (issue) => `expected one of ${FAULT_KINDS}, got ${show((issue.input as { kind?: unknown } | null)?.kind)}` },
);

export type FaultInput = z.output<typeof faultSchema>;

export function toWindow(input: FaultInput): FaultWindow {
  const part = 'ratio' in input ? input.ratio : 1;
  return { fromMs: input.at, forMs: input.for ?? null, share: part, what: toFault(input) };
}

function toFault(input: FaultInput): ReceiverFault {
  switch (input.kind) {
    case 'status':
      return { kind: 'status', status: input.status, retryAfterSeconds: input.retryAfter ?? null };
    case 'latency':
      return { kind: 'latency', add: latencyForms(input)[0] ?? { by: 'constant', ms: 0 } };
    case 'body-limit':
      return { kind: 'body-limit', bytes: input.size, status: input.status };
    case 'limit':
      return { kind: 'limit', ...(limitForms(input)[0] ?? { of: 'concurrency', most: 1 }), beyond: beyondOf(input) };
    case 'slow-read':
      return { kind: 'slow-read', bytesPerSecond: input.bytesPerSecond };
    default:
      return { kind: input.kind };
  }
}

/** What the schema lets pass and has no meaning. */
export function faultProblems(faults: readonly FaultInput[], source: YamlSource): readonly Problem[] {
  return faults.flatMap((fault, index) => {
    const sentence =
      fault.kind === 'latency' ? latencyProblem(fault) : fault.kind === 'limit' ? limitProblem(fault) : null;
    return sentence === null ? [] : [problemAt(source, ['receiver', 'faults', index], sentence)];
  });
}

function latencyProblem(input: z.output<typeof latencySchema>): string | null {
  if (latencyForms(input).length !== 1)
    return 'expected one of "add", "perEvent", "p50" with "p99", and "from" with "to" and "for"';
  const { p50 = 0, p99 = 0 } = input;
  return p99 < p50 ? 'p99 is below p50' : null;
}

function limitProblem(input: z.output<typeof limitSchema>): string | null {
  return limitForms(input).length === 1
    ? null
    : 'expected one of "requestsPerSecond", "concurrency" and "bytesPerSecond"';
}

function latencyForms(input: z.output<typeof latencySchema>): readonly AddedLatency[] {
  const { add, perEvent, p50, p99, from, to } = input;
  const forms: AddedLatency[] = [];
  if (add !== undefined) forms.push({ by: 'constant', ms: add });
  if (perEvent !== undefined) forms.push({ by: 'event', msPerEvent: perEvent });
  if (p50 !== undefined && p99 !== undefined) forms.push({ by: 'quantiles', p50Ms: p50, p99Ms: p99 });
  if (from !== undefined && to !== undefined && input.for !== undefined)
    forms.push({ by: 'ramp', fromMs: from, toMs: to });
  return forms;
}

function limitForms(input: z.output<typeof limitSchema>): readonly { readonly of: LimitedBy; readonly most: number }[] {
  const { requestsPerSecond, concurrency, bytesPerSecond } = input;
  const given: readonly (readonly [LimitedBy, number | undefined])[] = [
    ['requests per second', requestsPerSecond],
    ['concurrency', concurrency],
    ['bytes per second', bytesPerSecond],
  ];
  return given.flatMap(([of, most]) => (most === undefined ? [] : [{ of, most }]));
}

/** Bytes can only wait. */
function beyondOf({ bytesPerSecond, beyond }: z.output<typeof limitSchema>): number | 'wait' {
  return bytesPerSecond === undefined ? beyond : 'wait';
}
