import { z } from 'zod';
import { type LoadSpec, PATCH_KINDS, type Phase, REQUEST_VERBS, type RequestTemplate } from '../core/scenario.ts';
import { parseLoadResource, resourceRefusal } from './load-resource.ts';
import { count, duration, rate, rateOrZero, sizeOrZero } from './quantities.ts';

const weight = z.number().positive().default(1);

const requestSchema = z
  .strictObject({
    verb: z.enum(REQUEST_VERBS).optional(),
    resource: z
      .string()
      .optional()
      .describe(
        'plural, with group, version and subresource where it has them: pods, v1/pods/status, apps/v1/deployments',
      ),
    scope: z.enum(['cluster']).optional().describe('objects of a custom resource that are in no namespace'),
    namespace: z.string().min(1).optional().describe("default: the load's own, which goes with it"),
    as: z.string().min(1).optional().describe('user of load.identities who sends it; default: load.identity'),
    patch: z.enum(PATCH_KINDS).optional().describe('kind of a patch; default: merge'),
    pageSize: count.optional().describe('objects of a page of a list; default: all in one'),
    watchFor: duration.optional().describe('how long a watch stays open, at most 25s; default: 1s'),
    path: z.string().startsWith('/', { error: 'expected a path such as "/version"' }).optional(),
    weight: weight.describe('share of the requests, relative to the other weights'),
    bodySize: sizeOrZero.optional().describe('payload of created and updated objects'),
  })
  .superRefine((request, context) => {
    const isPath = request.path !== undefined;
    const isResource = request.verb !== undefined || request.resource !== undefined;
    if (isPath === isResource)
      context.addIssue({ code: 'custom', message: 'expected either "path" or "verb" and "resource"' });
    else if (isResource && (request.verb === undefined || request.resource === undefined)) {
      context.addIssue({ code: 'custom', message: '"verb" and "resource" go together' });
    } else if (request.resource !== undefined) {
      const refusal = resourceRefusal(request.resource, request.verb ?? 'get');
      if (refusal !== null) context.addIssue({ code: 'custom', path: ['resource'], message: refusal });
    }
    for (const [key, verb] of ONLY_OF)
      if (request[key] !== undefined && request.verb !== verb)
        context.addIssue({
          code: 'custom',
          path: [key],
          message: `has no meaning beside verb "${request.verb ?? ''}"`,
        });
    if ((request.watchFor ?? 0) > MOST_WATCH_MS)
      context.addIssue({ code: 'custom', path: ['watchFor'], message: 'must be at most 25s' });
  });

/** A client of ours waits for 30 s of silence. */
const MOST_WATCH_MS = 25_000;
const ONLY_OF = [
  ['patch', 'patch'],
  ['pageSize', 'list'],
  ['watchFor', 'watch'],
] as const;

const rampSchema = z.strictObject({ from: rateOrZero, to: rateOrZero });
const burstSchema = z.strictObject({
  requests: count,
  connections: count.default(32),
  assumeRate: rate.optional().describe('requests/s that simulate assumes; without it all arrive at once'),
});

const rateOrRamp = z.union([rate, rampSchema]);

const phaseSchema = z
  .strictObject({
    name: z.string().min(1).optional(),
    rate: rateOrRamp.optional().describe('requests per second, such as 200/s, or {from: 100/s, to: 500/s}'),
    duration: duration.optional(),
    burst: burstSchema.optional().describe('exactly so many requests as fast as the connections allow'),
    idle: duration.optional().describe('no requests for so long'),
    arrivals: z
      .enum(['even', 'poisson'])
      .optional()
      .describe('how the requests of a rate are spaced: evenly (default), or as of independent clients'),
    measure: z.boolean().default(true).describe('false: warm-up, before the measurement'),
  })
  .superRefine((phase, context) => {
    const kinds = (['rate', 'burst', 'idle'] as const).filter((key) => phase[key] !== undefined);
    if (kinds.length !== 1)
      context.addIssue({ code: 'custom', message: 'expected exactly one of "rate", "burst" and "idle"' });
    else if (kinds[0] === 'rate' && phase.duration === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['duration'],
        message: 'is missing, expected a duration such as "30s"',
      });
    } else if (kinds[0] !== 'rate' && phase.duration !== undefined) {
      context.addIssue({ code: 'custom', path: ['duration'], message: `has no meaning beside "${kinds[0]}"` });
    }
    if (kinds[0] !== 'rate' && phase.arrivals !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['arrivals'],
        message: `has no meaning beside "${kinds[0] ?? ''}"`,
      });
    if (typeof phase.rate === 'object' && phase.rate.from === 0 && phase.rate.to === 0) {
      context.addIssue({ code: 'custom', path: ['rate'], message: 'a ramp from 0/s to 0/s sends nothing, use "idle"' });
    }
  });

export const loadSchema = z
  .strictObject({
    identity: z
      .strictObject({
        user: z.string().min(1).default('audit-bench'),
        groups: z.array(z.string()).default(['system:masters']),
      })
      .prefault({})
      .describe('who sends the load; others than system:masters may get 429'),
    identities: z
      .array(z.strictObject({ user: z.string().min(1), groups: z.array(z.string()).default([]) }))
      .default([])
      .describe('others who send requests that name them with "as"; each is authenticated as itself'),
    connections: count
      .default(256)
      .describe(
        'sockets of the paced phases, all API servers together; with too few a stalled API server delays the next send',
      ),
    workers: count.max(16).default(1).describe('processes that send the paced phases'),
    requests: z
      .array(requestSchema)
      .min(1)
      .default([{ verb: 'get', resource: 'configmaps', weight: 1 }])
      .describe('the mix'),
    replay: z
      .strictObject({
        auditLog: z
          .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
          .describe('files, folders or patterns'),
        speed: z.number().positive().default(1).describe('2: in half the time'),
        scale: z.number().positive().default(1).describe('2: twice the requests in the same time, in the same bursts'),
      })
      .optional()
      .describe('sends the requests of recorded audit logs again, instead of a mix in phases'),
    phases: z.array(phaseSchema).default([]),
  })
  .superRefine((load, context) => {
    if ((load.replay === undefined) === (load.phases.length === 0)) {
      const message =
        load.replay === undefined
          ? 'is missing: neither "phases" nor "replay" is there'
          : 'has no meaning beside "replay"';
      context.addIssue({ code: 'custom', path: ['phases'], message });
      return;
    }
    if (load.replay !== undefined) return;
    for (const [index, { as }] of load.requests.entries())
      if (as !== undefined && !load.identities.some(({ user }) => user === as))
        context.addIssue({
          code: 'custom',
          path: ['requests', index, 'as'],
          message: `no identity of load.identities is called "${as}"`,
        });
    const firstMeasured = load.phases.findIndex((phase) => phase.measure);
    const late = load.phases.findIndex(
      (phase, index) => !phase.measure && firstMeasured !== -1 && index > firstMeasured,
    );
    if (late !== -1)
      context.addIssue({
        code: 'custom',
        path: ['phases', late, 'measure'],
        message: 'phases that are not measured come first',
      });
    if (firstMeasured === -1) context.addIssue({ code: 'custom', path: ['phases'], message: 'no phase is measured' });
    const sends = load.phases.some((phase) => phase.measure && phase.idle === undefined);
    if (firstMeasured !== -1 && !sends)
      context.addIssue({ code: 'custom', path: ['phases'], message: 'no measured phase sends requests' });
  });

type LoadInput = z.output<typeof loadSchema>;

export function toLoad(input: LoadInput): LoadSpec {
  return {
    identity: input.identity,
    connections: input.connections,
    workers: input.workers,
    requests: input.requests.map((request) => toTemplate(request, input.identities)),
    ...(input.replay === undefined
      ? { phases: input.phases.map(toPhase) }
      : { replay: { ...input.replay, auditLog: [input.replay.auditLog].flat() }, phases: [] }),
  };
}

function toTemplate(request: LoadInput['requests'][number], identities: LoadInput['identities']): RequestTemplate {
  const { weight, path, verb = 'get', resource = 'configmaps', bodySize = 256 } = request;
  const { scope, namespace, patch, pageSize, watchFor } = request;
  const identity = identities.find(({ user }) => user === request.as);
  const sender = identity === undefined ? {} : { identity };
  if (path !== undefined) return { kind: 'path', path, weight, ...sender };
  return {
    kind: 'resource',
    verb,
    ...(parseLoadResource(resource) ?? { resource }),
    ...(scope === undefined ? {} : { scope }),
    ...(namespace === undefined ? {} : { namespace }),
    ...sender,
    weight,
    bodySizeBytes: bodySize,
    ...(patch === undefined ? {} : { patch }),
    ...(pageSize === undefined ? {} : { pageSize }),
    ...(watchFor === undefined ? {} : { watchMs: watchFor }),
  };
}

function toPhase(phase: LoadInput['phases'][number], index: number): Phase {
  const common = { name: phase.name ?? `phase ${index + 1}`, measure: phase.measure };
  if (phase.burst !== undefined) {
    const { requests, connections, assumeRate } = phase.burst;
    return { ...common, kind: 'burst', requests, connections, assumeRatePerSecond: assumeRate ?? null };
  }
  if (phase.idle !== undefined) return { ...common, kind: 'idle', durationMs: phase.idle };
  const durationMs = phase.duration ?? 0;
  const paced = phase.arrivals === 'poisson' ? { ...common, arrivals: phase.arrivals } : common;
  if (typeof phase.rate === 'object') {
    return { ...paced, kind: 'ramp', fromPerSecond: phase.rate.from, toPerSecond: phase.rate.to, durationMs };
  }
  return { ...paced, kind: 'constant', ratePerSecond: phase.rate ?? 0, durationMs };
}
