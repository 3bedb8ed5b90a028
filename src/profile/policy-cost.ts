import type { AuditLevel, AuditStage, Policy, RequestAttributes } from '../core/policy.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import { resourceName } from '../events/resource-name.ts';
import { auditStages, evaluatePolicy, matchingRule } from '../pipeline/policy.ts';

/** What a rule of a policy, or all of it, makes of a load. */
export interface PolicyCost {
  readonly rules: readonly RuleCost[];
  readonly events: number;
  readonly bytes: number;
  /** The noisiest kinds of requests, by their events. */
  readonly noisiest: readonly NoisyRequests[];
}

export interface RuleCost {
  /** -1: no rule matches, and nothing is audited. */
  readonly rule: number;
  readonly level: AuditLevel;
  readonly requests: number;
  readonly events: number;
  readonly bytes: number;
  /** Bodies that the record does not hold, because its own policy did not audit them: bytes are too few by them. */
  readonly unknownBodies: number;
}

export interface NoisyRequests {
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
  readonly rule: number;
  readonly events: number;
  readonly bytes: number;
}

/** Requests that a policy cannot tell apart. */
interface Combination {
  readonly attributes: RequestAttributes;
  readonly longRunning: boolean;
  readonly resource: string;
  requests: number;
  /** Of an event without its bodies. */
  metadataBytes: number;
  requestBytes: number;
  responseBytes: number;
  requestBodies: number;
  responseBodies: number;
}

const MOST_NOISY = 10;
const LONG_RUNNING: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward', 'proxy']);
const HAS_REQUEST_BODY: ReadonlySet<string> = new Set(['create', 'update', 'patch']);

/** Gathers requests by what policies look at, so that a policy is asked once for each kind. */
export class Combinations {
  readonly #known = new Map<string, Combination>();
  readonly #stage: AuditStage;
  readonly #namesMatter: boolean;
  #requests = 0;

  /** `stage`: at which a request is counted. Names are kept apart only where one of the policies asks for them. */
  constructor(stage: AuditStage, policies: readonly Policy[]) {
    this.#stage = stage;
    this.#namesMatter = policies.some(({ rules }) =>
      rules.some((rule) => rule.resources?.some(({ resourceNames }) => (resourceNames ?? []).length > 0)),
    );
  }

  get requests(): number {
    return this.#requests;
  }

  add(event: AuditEvent): void {
    if (event.stage !== this.#stage && event.stage !== 'Panic') return;
    this.#requests += 1;
    const { requestObjectBytes, responseObjectBytes, sizeBytes } = event;
    const combination = this.#of(event);
    combination.requests += 1;
    combination.metadataBytes += sizeBytes - (requestObjectBytes ?? 0) - (responseObjectBytes ?? 0);
    if (requestObjectBytes !== null) {
      combination.requestBytes += requestObjectBytes;
      combination.requestBodies += 1;
    }
    if (responseObjectBytes !== null) {
      combination.responseBytes += responseObjectBytes;
      combination.responseBodies += 1;
    }
  }

  /** What a policy makes of the requests. */
  cost(policy: Policy): PolicyCost {
    const rules = new Map<number, RuleCost>();
    const noisy: NoisyRequests[] = [];
    for (const combination of this.#known.values()) {
      const { attributes, longRunning, resource, requests } = combination;
      const decision = evaluatePolicy(policy, attributes);
      const rule = matchingRule(policy, attributes);
      const stages = auditStages(decision, longRunning).length;
      const events = stages * requests;
      const { bytes, unknownBodies } = sizeOf(combination, decision.level, stages);
      const old = rules.get(rule) ?? {
        rule,
        level: decision.level,
        requests: 0,
        events: 0,
        bytes: 0,
        unknownBodies: 0,
      };
      rules.set(rule, {
        ...old,
        requests: old.requests + requests,
        events: old.events + events,
        bytes: old.bytes + bytes,
        unknownBodies: old.unknownBodies + unknownBodies,
      });
      if (events > 0) noisy.push({ user: attributes.user, verb: attributes.verb, resource, rule, events, bytes });
    }
    const all = [...rules.values()].toSorted((a, b) => b.events - a.events || a.rule - b.rule);
    return {
      rules: all,
      events: all.reduce((sum, { events }) => sum + events, 0),
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
      noisiest: merged(noisy)
        .toSorted((a, b) => b.events - a.events)
        .slice(0, MOST_NOISY),
    };
  }

  #of(event: AuditEvent): Combination {
    const { user, verb, objectRef, requestUri } = event;
    const path = objectRef === null ? (requestUri.split('?')[0] ?? '') : '';
    const { apiGroup: group = '', resource = '', subresource = '', namespace = '' } = objectRef ?? {};
    const name = this.#namesMatter ? (objectRef?.name ?? '') : '';
    const parts = [user.username, ...user.groups, verb, path, group, resource, subresource, namespace, name];
    const key = parts.join('\n');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made: Combination = {
      attributes: {
        user: user.username,
        groups: user.groups,
        verb,
        isResourceRequest: objectRef !== null,
        path,
        namespace,
        group,
        resource,
        subresource,
        name,
      },
      longRunning: verb === 'watch' || LONG_RUNNING.has(subresource),
      resource: objectRef === null ? path : resourceName(event),
      requests: 0,
      metadataBytes: 0,
      requestBytes: 0,
      responseBytes: 0,
      requestBodies: 0,
      responseBodies: 0,
    };
    this.#known.set(key, made);
    return made;
  }
}

/**
 * Bytes of the events at a level: as many metadata as the recorded event had in each stage; a body of the request in each
 * but the first, one of the response in the last; sizes that some events do not tell are those of the others.
 */
function sizeOf(
  combination: Combination,
  level: AuditLevel,
  stages: number,
): { readonly bytes: number; readonly unknownBodies: number } {
  const { requests, metadataBytes, requestBytes, responseBytes, requestBodies, responseBodies, attributes } =
    combination;
  if (stages === 0) return { bytes: 0, unknownBodies: 0 };
  const withRequest = level !== 'Metadata' && HAS_REQUEST_BODY.has(attributes.verb);
  const withResponse = level === 'RequestResponse' && attributes.isResourceRequest && attributes.verb !== 'watch';
  const mean = (bytes: number, bodies: number): number => (bodies === 0 ? 0 : bytes / bodies);
  const bodies =
    (withRequest ? mean(requestBytes, requestBodies) : 0) + (withResponse ? mean(responseBytes, responseBodies) : 0);
  return {
    bytes: stages * metadataBytes + requests * bodies,
    unknownBodies:
      (withRequest && requestBodies === 0 ? requests : 0) + (withResponse && responseBodies === 0 ? requests : 0),
  };
}

/** Those of different groups or namespaces are one kind for a reader. */
function merged(noisy: readonly NoisyRequests[]): readonly NoisyRequests[] {
  const kinds = new Map<string, NoisyRequests>();
  for (const entry of noisy) {
    const key = `${entry.user} ${entry.verb} ${entry.resource} ${entry.rule}`;
    const old = kinds.get(key);
    kinds.set(
      key,
      old === undefined ? entry : { ...old, events: old.events + entry.events, bytes: old.bytes + entry.bytes },
    );
  }
  return [...kinds.values()];
}
