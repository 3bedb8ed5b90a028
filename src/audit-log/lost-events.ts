import { Counter } from '../core/counter.ts';
import { GRAVE_KINDS, type GraveKind, type LostEvents } from '../core/lost-events.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import { MalformedEvent, readEvent } from '../events/event-reader.ts';
import { resourceName } from '../events/resource-name.ts';
import type { LogReading } from './log-lines.ts';
import type { LogSet } from './log-set.ts';
import { scanTimes } from './scan-times.ts';

const MOST_NAMES = 10;
const MOST_USERS = 3;
const READING: ReadonlySet<string> = new Set(['get', 'list', 'watch']);
/** Subresources that put somebody into a container, or reach a port of it (k8s.io/kubernetes pkg/registry/core/pod/rest at v1.36.3). */
const INTO_CONTAINERS: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward', 'proxy', 'ephemeralcontainers']);

/** What the events at these times are about, by reading the log once more; of two at the same microsecond either may be told. */
export class LostEventsTally {
  readonly #verbs = new Counter();
  readonly #resources = new Counter();
  readonly #users = new Counter();
  readonly #decisions = new Counter();
  readonly #grave = Object.fromEntries(GRAVE_KINDS.map((kind) => [kind, new Counter()])) as Record<GraveKind, Counter>;

  /** `lostMs`: sorted. Errors: as readLogLines. */
  async read(set: LogSet, lostMs: Float64Array, reading: LogReading): Promise<void> {
    if (lostMs.length === 0) return;
    const found = new Uint8Array(lostMs.length);
    await scanTimes(
      set,
      (stageMs, sizeBytes, lines, at) => {
        let place = firstAtLeast(lostMs, stageMs);
        while (lostMs[place] === stageMs && found[place] === 1) place += 1;
        if (lostMs[place] !== stageMs) return;
        found[place] = 1;
        this.#take(lines.subarray(at, at + sizeBytes));
      },
      reading,
    );
  }

  result(): LostEvents {
    return {
      events: this.#verbs.total,
      grave: Object.fromEntries(
        GRAVE_KINDS.map((kind) => [
          kind,
          { events: this.#grave[kind].total, users: this.#grave[kind].most(MOST_USERS) },
        ]),
      ) as LostEvents['grave'],
      byVerb: this.#verbs.most(MOST_NAMES),
      byResource: this.#resources.most(MOST_NAMES),
      byUser: this.#users.most(MOST_NAMES),
      byDecision: this.#decisions.most(MOST_NAMES),
    };
  }

  #take(line: Buffer): void {
    try {
      const event = readEvent(line);
      this.#verbs.add(event.verb);
      this.#resources.add(resourceName(event));
      this.#users.add(event.user.username);
      this.#decisions.add(event.annotations['authorization.k8s.io/decision'] ?? '');
      for (const kind of GRAVE_KINDS) if (IS_GRAVE[kind](event)) this.#grave[kind].add(event.user.username);
    } catch (error) {
      // Its time was read, so it counts; what it is about is not known.
      if (!(error instanceof MalformedEvent)) throw error;
      this.#verbs.add('');
    }
  }
}

const IS_GRAVE: Readonly<Record<GraveKind, (event: AuditEvent) => boolean>> = {
  secretReads: ({ objectRef, verb }) =>
    objectRef?.resource === 'secrets' && objectRef.apiGroup === '' && READING.has(verb),
  rbacChanges: ({ objectRef, verb }) => objectRef?.apiGroup === 'rbac.authorization.k8s.io' && !READING.has(verb),
  exec: ({ objectRef }) => objectRef?.resource === 'pods' && INTO_CONTAINERS.has(objectRef.subresource),
  denied: ({ responseCode }) => responseCode === 401 || responseCode === 403,
};

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
