import { resourceText } from '../core/resource-text.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import { ownGroups, whyNotSendable } from '../events/sendable.ts';
import type { Stretch } from './window.ts';

/** Requests that a scenario's mix writes in one line. */
export interface MixRow {
  readonly verb: string;
  /** `pods/status`, `apps/v1/deployments`; a path for what is about no resource. */
  readonly resource: string;
  /** `null`: the load's own. */
  readonly namespace: string | null;
  /** '': nobody knows. */
  readonly user: string;
  readonly groups: readonly string[];
  count: number;
  /** Sum over the requests that have a body in their event, and how many they are. */
  bodyBytes: number;
  bodies: number;
}

/** Rules of policies name these; other namespaces are the load's own. */
const KEPT_NAMESPACE = /^(kube-.*|default)$/;

/** Gathers the requests of a stretch, as a load can send them. */
export class Mix {
  readonly #rows = new Map<string, MixRow>();
  readonly #left = new Map<string, number>();
  readonly #perSecond: Float64Array;
  readonly #stretch: Stretch;
  readonly #stage: AuditEvent['stage'];
  #requests = 0;

  /** `stage`: at which a request is counted. */
  constructor(stretch: Stretch, stage: AuditEvent['stage']) {
    this.#stretch = stretch;
    this.#stage = stage;
    this.#perSecond = new Float64Array(Math.max(1, Math.ceil((stretch.endMs - stretch.startMs) / 1000)));
  }

  add(event: AuditEvent): void {
    if (event.stage !== this.#stage && event.stage !== 'Panic') return;
    const { startMs, endMs } = this.#stretch;
    const sinceMs = event.requestReceivedMs - startMs;
    // The request of the first event came a moment before it.
    if (sinceMs < -1000 || event.requestReceivedMs >= endMs) return;
    const reason = whyNotSendable(event);
    if (reason !== null) {
      this.#left.set(reason, (this.#left.get(reason) ?? 0) + 1);
      return;
    }
    this.#requests += 1;
    const second = Math.max(0, Math.floor(sinceMs / 1000));
    this.#perSecond[second] = (this.#perSecond[second] as number) + 1;
    const row = this.#rowOf(event);
    row.count += 1;
    if (event.requestObjectBytes !== null) {
      row.bodyBytes += event.requestObjectBytes;
      row.bodies += 1;
    }
  }

  get requests(): number {
    return this.#requests;
  }

  /** Requests in each second of the stretch. */
  get perSecond(): Float64Array {
    return this.#perSecond;
  }

  /** The most frequent first. */
  rows(): readonly MixRow[] {
    return [...this.#rows.values()].toSorted((a, b) => b.count - a.count);
  }

  /** Requests that no load can send, by the reason. */
  leftOut(): readonly { readonly reason: string; readonly requests: number }[] {
    return [...this.#left]
      .map(([reason, requests]) => ({ reason, requests }))
      .toSorted((a, b) => b.requests - a.requests);
  }

  #rowOf(event: AuditEvent): MixRow {
    const namespace = event.objectRef?.namespace ?? '';
    const resource = resourceOf(event);
    const kept = KEPT_NAMESPACE.test(namespace) && event.objectRef?.resource !== 'namespaces' ? namespace : null;
    const { username: user } = event.user;
    const key = `${event.verb} ${resource} ${kept ?? ''} ${user}`;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const groups = ownGroups(event.user.groups);
    const row: MixRow = {
      verb: event.verb,
      resource,
      namespace: kept,
      user,
      groups,
      count: 0,
      bodyBytes: 0,
      bodies: 0,
    };
    this.#rows.set(key, row);
    return row;
  }
}

function resourceOf({ objectRef, requestUri }: AuditEvent): string {
  if (objectRef === null) return requestUri.split('?')[0] ?? '/';
  const { apiGroup: group, apiVersion: version, resource, subresource } = objectRef;
  return resourceText({ group, version, resource, subresource });
}
