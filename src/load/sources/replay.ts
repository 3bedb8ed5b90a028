import type { RecordedRequest, RecordedShape, ReplayRecord } from '../../audit-log/replay-record.ts';
import { auditId } from '../../core/audit-id.ts';
import { loadNamespace, pathOf, templateShape } from '../../core/load-shape.ts';
import { addressesObject, requestShape } from '../../core/request-shape.ts';
import type { RequestTemplate, ResourceTemplate } from '../../core/scenario.ts';
import { isNamespaced } from '../../core/served-kinds.ts';
import { requestBody } from './bodies.ts';
import { customKind, recordedBody } from './recorded-body.ts';
import type { MixOptions } from './mix.ts';
import { ReplayObjects } from './replay-objects.ts';
import type { LoadChunk, LoadSource, PlannedRequest } from './source.ts';

/** Planned in less than 50 µs. */
const CHUNK_REQUESTS = 64;
/** A client of ours waits for 30 s of silence. */
const MOST_WATCH_MS = 25_000;
/** What a body has beside the payload that it is filled up with. */
const BODY_OVERHEAD_BYTES = 120;
const USUAL_BODY_BYTES = 256;

/**
 * Recorded requests, sent when they were, as fast as `speed` says. Of `scale` k·scale-th requests the one that was at k
 * is sent, between the times of its neighbours in proportion: bursts keep their shape.
 */
export function replaySource({ load, multiple, trialKey }: MixOptions, record: ReplayRecord): LoadSource {
  const { speed = 1, scale = 1 } = load.replay ?? {};
  const factor = scale * multiple;
  const templates = record.shapes.map(templateOf);
  const shapes = templates.map((template, at) =>
    templateShape(template, loadNamespace(trialKey), record.shapes[at]?.identity ?? load.identity),
  );
  const count = Math.round(record.requests.length * factor);
  const original = (index: number): RecordedRequest =>
    record.requests[Math.min(record.requests.length - 1, Math.floor(index / factor))] as RecordedRequest;
  const nameOf = (index: number): string => {
    const { shape, name } = original(index);
    const template = templates[shape];
    if (template === undefined || template.kind === 'path') return '';
    const copy = index - Math.ceil(Math.floor(index / factor) * factor);
    const unique = template.verb === 'create' || template.verb === 'delete';
    const own = name === '' ? `${loadNamespace(trialKey)}-${index + 1}` : name;
    if (!addressesObject(template) && template.verb !== 'create') return '';
    return unique && copy > 0 ? `${own}-${copy + 1}` : own;
  };
  const objects = new ReplayObjects(templates, { count, original, nameOf });
  return {
    shapes,
    *phase(index) {
      if (index !== 0) return;
      for (let first = 0; first < count; first += CHUNK_REQUESTS) {
        const length = Math.min(CHUNK_REQUESTS, count - first);
        const requests = Array.from({ length }, (_, at) => planned(first + at));
        const timesMs = Float64Array.from({ length }, (_, at) => timeOf(record, (first + at) / factor) / speed);
        yield { requests, timesMs } satisfies LoadChunk;
      }
    },
    body({ number, shape, name, object }) {
      const template = templates[shape];
      if (template?.kind !== 'resource') return null;
      const request = original(number - 1);
      const { verb } = template;
      const stays = objects.lives.stays(number - 1);
      const version = verb === 'update' ? objects.versions.of(template, object) : null;
      const changes = { name, version, stays, kind: customKind(template) };
      if (request.object !== null) return recordedBody(verb, request.object, changes);
      const made = requestBody(sized(template, request), name, '');
      const isChanged = version !== null || (stays && verb === 'create');
      return made === null || !isChanged ? made : recordedBody(verb, made, changes);
    },
    setUp: () => objects.setUp(),
    cleanUp: () => objects.cleanUp(),
    answered: (object, answer) => objects.versions.answered(object, answer),
  };

  function planned(index: number): PlannedRequest {
    const { shape, tookMs } = original(index);
    const name = nameOf(index);
    const number = index + 1;
    const loadShape = shapes[shape];
    const template = templates[shape];
    const path = loadShape === undefined ? '' : pathOf(loadShape, name);
    const query = template === undefined ? '' : queryOf(template, tookMs / speed, objects.lives.stays(index));
    const object = template?.kind === 'resource' ? objects.followed(template, name) : undefined;
    const request = { id: auditId(trialKey, 'measured', number), number, shape, name, url: `${path}${query}` };
    return object === undefined ? request : { ...request, object };
  }
}

/** At a fractional place of the record; behind its last request its end. */
function timeOf({ requests, durationMs }: ReplayRecord, place: number): number {
  const whole = Math.min(requests.length - 1, Math.floor(place));
  const left = requests[whole]?.atMs ?? 0;
  const right = requests[whole + 1]?.atMs ?? durationMs;
  return left + Math.max(0, right - left) * (place - whole);
}

function templateOf({ verb, place, subresource, namespace, path, patch, identity }: RecordedShape): RequestTemplate {
  if (place === null) return { kind: 'path', path, weight: 1, identity };
  const { group, version, resource } = place;
  const scoped = { group, version, resource, ...(namespace === '' ? { scope: 'cluster' as const } : {}) };
  return {
    kind: 'resource',
    verb,
    ...scoped,
    ...(subresource === '' ? {} : { subresource }),
    ...(isNamespaced(scoped) ? { namespace } : {}),
    ...(patch === null ? {} : { patch }),
    identity,
    weight: 1,
    bodySizeBytes: USUAL_BODY_BYTES,
  };
}

/** With the body of the original's size. */
function sized(template: ResourceTemplate, { bodyBytes }: RecordedRequest): ResourceTemplate {
  if (bodyBytes === 0) return template;
  return { ...template, bodySizeBytes: Math.max(0, bodyBytes - BODY_OVERHEAD_BYTES) };
}

/** `stays`: what is deleted is asked for later, so that the API server is only asked whether it would delete it. */
function queryOf(template: RequestTemplate, openMs: number, stays: boolean): string {
  if (template.kind === 'resource' && template.verb === 'delete')
    return `?gracePeriodSeconds=0${stays ? '&dryRun=All' : ''}`;
  const timed: RequestTemplate =
    template.kind === 'resource' && template.verb === 'watch'
      ? ({ ...template, watchMs: Math.min(MOST_WATCH_MS, openMs) } satisfies ResourceTemplate)
      : template;
  const { url, path } = requestShape(timed, { namespace: '', name: '' });
  return url.slice(path.length);
}
