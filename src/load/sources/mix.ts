import { auditId } from '../../core/audit-id.ts';
import { intendedCount, type IntendedSchedule, intendedSchedule } from '../../core/intended-times.ts';
import { loadNamespace, mixShapes, pathOf } from '../../core/load-shape.ts';
import { phaseSeed } from '../../core/poisson.ts';
import { seededRandom } from '../../core/random.ts';
import { requestShape } from '../../core/request-shape.ts';
import type { LoadSpec, Phase, RequestTemplate } from '../../core/scenario.ts';
import { requestBody } from './bodies.ts';
import { MixObjects } from './mix-objects.ts';
import { customKind, recordedBody } from './recorded-body.ts';
import type { LoadChunk, LoadSource, PlannedRequest } from './source.ts';

/** Planned in about 50 µs, while the requests before are on their way. */
const CHUNK_REQUESTS = 128;

export interface MixOptions {
  readonly load: LoadSpec;
  /** Rates and burst sizes are multiplied by it. */
  readonly multiple: number;
  readonly trialKey: string;
  readonly seed: number;
}

/** Requests drawn from the templates of a load by their weights: the same load, seed and key give the same requests. */
export function mixSource({ load, multiple, trialKey, seed }: MixOptions): LoadSource {
  const shapes = mixShapes(load, trialKey);
  const namespace = loadNamespace(trialKey);
  const queries = load.requests.map((template) => queryOf(template, namespace));
  const objects = new MixObjects(load, namespace);

  const choose = evenChoice(load.requests, seededRandom(seed)());

  /** The requests of a phase, one by one. */
  function* requestsOf(index: number): Generator<PlannedRequest> {
    const phase = load.phases[index];
    if (phase === undefined) return;
    const kind = phase.measure ? 'measured' : 'warmup';
    const first = 1 + countOf(load.phases.slice(0, index), multiple);
    const end = first + intendedCount(phase, multiple);
    for (let number = first; number < end; number += 1) {
      const shape = choose(number);
      const name = objects.nameOf(load.requests[shape], number);
      const path = shapes[shape] === undefined ? '' : pathOf(shapes[shape], name);
      const request = {
        id: auditId(trialKey, kind, number),
        number,
        shape,
        name,
        url: `${path}${queries[shape] ?? ''}`,
      };
      const object = objects.followed(load.requests[shape], name);
      yield object === undefined ? request : { ...request, object };
    }
  }

  function* allRequests(): Generator<PlannedRequest> {
    for (const index of load.phases.keys()) yield* requestsOf(index);
  }

  return {
    shapes,
    *phase(index) {
      const phase = load.phases[index];
      if (phase !== undefined)
        yield* chunksOf(requestsOf(index), intendedSchedule(phase, multiple, phaseSeed(seed, index)));
    },
    body(request) {
      const template = load.requests[request.shape];
      if (template === undefined) return null;
      const body = requestBody(template, request.name, namespace);
      if (body === null || template.kind !== 'resource' || template.verb !== 'update') return body;
      const version = objects.versions.of(template, request.object);
      if (version === null) return body;
      return recordedBody('update', body, { name: request.name, version, stays: false, kind: customKind(template) });
    },
    setUp: () => objects.setUp(allRequests),
    cleanUp: () => objects.cleanUp(),
    answered: (object, answer) => objects.versions.answered(object, answer),
  };
}

function* chunksOf(planned: Iterator<PlannedRequest>, { count, atMs }: IntendedSchedule): Generator<LoadChunk> {
  for (let first = 0; ; first += CHUNK_REQUESTS) {
    const requests: PlannedRequest[] = [];
    while (requests.length < CHUNK_REQUESTS) {
      const next = planned.next();
      if (next.done === true) break;
      requests.push(next.value);
    }
    if (requests.length === 0) return;
    const timesMs = new Float64Array(count === 0 ? 0 : requests.length);
    for (let at = 0; at < timesMs.length; at += 1) timesMs[at] = atMs(first + at);
    yield { requests, timesMs };
  }
}

function countOf(phases: readonly Phase[], multiple: number): number {
  return phases.reduce((sum, phase) => sum + intendedCount(phase, multiple), 0);
}

function queryOf(template: RequestTemplate, namespace: string): string {
  const { url, path } = requestShape(template, { namespace, name: '' });
  return url.slice(path.length);
}

/** Its multiples, without their whole parts, fill the numbers from 0 to 1 as evenly as any can. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * The template of a request by its number: of any stretch of them, and of any share of a worker's or an API server's,
 * each has as many as its weight says, give or take a few; drawn at random, 600 requests would be off by 2 %.
 */
function evenChoice(templates: readonly RequestTemplate[], offset: number): (number: number) => number {
  let sum = 0;
  const upTo = templates.map(({ weight }) => (sum += weight));
  return (number) => {
    const place = ((offset + number * GOLDEN_RATIO) % 1) * sum;
    const shape = upTo.findIndex((end) => place < end);
    return shape === -1 ? templates.length - 1 : shape;
  };
}
