import { Counter } from '../core/counter.ts';
import type { NamedCount } from '../core/lost-events.ts';
import type { Identity, PatchKind, RequestVerb, ReplaySpec } from '../core/scenario.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import { patchKind } from '../events/patch-kind.ts';
import { RequestObjects } from '../events/request-objects.ts';
import { ownGroups, whyNotSendable } from '../events/sendable.ts';
import { LogAccount } from './log-account.ts';
import { findLogSets } from './log-set.ts';
import { type EventPlace, readLog } from './read-log.ts';

/** What recorded requests have in common but the name of their object. */
export interface RecordedShape {
  readonly verb: RequestVerb;
  /** `null`: the request was about no resource, and `path` says what it asked. */
  readonly place: { readonly group: string; readonly version: string; readonly resource: string } | null;
  readonly subresource: string;
  /** '' of what is in none. */
  readonly namespace: string;
  readonly path: string;
  /** Of verb patch; else `null`. */
  readonly patch: PatchKind | null;
  readonly identity: Identity;
}

/** A recorded request. */
export interface RecordedRequest {
  /** From the first request, at the record's own speed. */
  readonly atMs: number;
  readonly shape: number;
  /** Of the object; '' where there is none, or the API server made it up. */
  readonly name: string;
  /** JSON of its body where the event tells it; 0: it tells none. */
  readonly bodyBytes: number;
  /** How long it took, which for a watch is how long it was open. */
  readonly tookMs: number;
  /** HTTP status of the answer; 0: the event tells none. */
  readonly status: number;
  /** JSON of what it sent; `null`: its event does not hold it, or the record has too much of it. */
  readonly object: string | null;
}

export interface ReplayRecord {
  readonly shapes: readonly RecordedShape[];
  /** In the order in which they were received. */
  readonly requests: readonly RecordedRequest[];
  readonly durationMs: number;
  /** Requests that cannot be sent again, by the reason. */
  readonly leftOut: readonly NamedCount[];
  /** Requests whose objects are not kept, because those before have filled the room for them. */
  readonly objectsNotKept: number;
}

/** Objects are kept in memory, by each worker. */
const MOST_OBJECT_BYTES = 256 * 2 ** 20;

/**
 * The requests of audit logs, each counted at its last stage, those of several API servers together.
 * Errors: as findLogSets; AuditBenchError (exit 2) when none of them can be sent.
 */
export async function readReplay({ auditLog }: Pick<ReplaySpec, 'auditLog'>): Promise<ReplayRecord> {
  const account = new LogAccount();
  const gathered = new Gathered();
  for (const set of await findLogSets(auditLog))
    await readLog(set, (event, place) => gathered.add(event, place), {
      account,
      signal: new AbortController().signal,
      onBytes: () => {},
    });
  account.requireEvents(auditLog);
  return gathered.record();
}

class Gathered {
  readonly #shapes = new Map<string, { readonly index: number; readonly shape: RecordedShape }>();
  readonly #byStage = new Map<string, RecordedRequest[]>();
  readonly #left = new Counter();
  readonly #objects = new RequestObjects();
  #objectBytes = 0;
  #objectsNotKept = 0;

  add(event: AuditEvent, place: EventPlace): void {
    if (event.stage === 'RequestReceived') return;
    // A watch is counted when it ends; one that never did is not in the record.
    if (event.stage === 'ResponseStarted' && event.verb === 'watch') return;
    const reason = whyNotSendable(event);
    if (reason !== null) return this.#left.add(reason);
    const stage = event.stage === 'Panic' ? 'ResponseComplete' : event.stage;
    const requests = this.#byStage.get(stage) ?? [];
    this.#byStage.set(stage, requests);
    const object = this.#objectOf(event, place);
    requests.push({
      atMs: event.requestReceivedMs,
      shape: this.#shapeOf(event, object),
      name: event.objectRef?.name ?? '',
      bodyBytes: event.requestObjectBytes ?? 0,
      tookMs: event.stageMs - event.requestReceivedMs,
      status: event.responseCode ?? 0,
      object,
    });
  }

  record(): ReplayRecord {
    const requests = (this.#byStage.get('ResponseComplete') ?? this.#byStage.get('ResponseStarted') ?? []).sort(
      (a, b) => a.atMs - b.atMs,
    );
    const firstMs = requests[0]?.atMs ?? 0;
    return {
      shapes: [...this.#shapes.values()].map(({ shape }) => shape),
      requests: requests.map((request) => ({ ...request, atMs: request.atMs - firstMs })),
      durationMs: (requests.at(-1)?.atMs ?? firstMs) - firstMs,
      leftOut: this.#left.most(20),
      objectsNotKept: this.#objectsNotKept,
    };
  }

  #objectOf(event: AuditEvent, { lines, start, end }: EventPlace): string | null {
    if (event.requestObjectBytes === null) return null;
    if (this.#objectBytes + event.requestObjectBytes > MOST_OBJECT_BYTES) {
      this.#objectsNotKept += 1;
      return null;
    }
    this.#objectBytes += event.requestObjectBytes;
    return this.#objects.of(event, lines.toString('utf8', start, end));
  }

  #shapeOf({ verb, objectRef, user, requestUri }: AuditEvent, object: string | null): number {
    const patch = verb === 'patch' && objectRef !== null ? patchKind(objectRef, requestUri, object) : null;
    const path = objectRef === null ? requestUri : '';
    const parts =
      objectRef === null
        ? [path]
        : [objectRef.apiGroup, objectRef.apiVersion, objectRef.resource, objectRef.subresource, objectRef.namespace];
    const key = [verb, patch, user.username, ...parts].join('\n');
    const known = this.#shapes.get(key);
    if (known !== undefined) return known.index;
    const index = this.#shapes.size;
    const shape: RecordedShape = {
      verb: verb as RequestVerb,
      place:
        objectRef === null
          ? null
          : { group: objectRef.apiGroup, version: objectRef.apiVersion || 'v1', resource: objectRef.resource },
      subresource: objectRef?.subresource ?? '',
      namespace: objectRef?.namespace ?? '',
      path,
      patch,
      identity: { user: user.username, groups: ownGroups(user.groups) },
    };
    this.#shapes.set(key, { index, shape });
    return index;
  }
}
