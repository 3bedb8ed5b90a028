import { stringify } from 'yaml';
import type { TrafficProfile } from '../core/traffic-profile.ts';
import type { Mix, MixRow } from './mix.ts';
import { arrivalsOf, ratePhases, type RatePhase } from './phases.ts';
import type { Stretch } from './window.ts';

/** Rows of a mix that a person can read; what is rarer is told and left out. */
const MOST_ROWS = 100;

export interface ProfiledScenario {
  /** YAML. */
  readonly text: string;
  /** Of the requests that can be sent, those whose rows were too rare to be written. */
  readonly rareRequests: number;
}

export interface ScenarioSource {
  readonly name: string;
  readonly profile: TrafficProfile;
  readonly mix: Mix;
  readonly stretch: Stretch;
  /** A file; `null`: by the levels and stages that were seen. */
  readonly policyFile: string | null;
}

/** A scenario whose load is that of a stretch. `null`: nothing in it can be sent. */
export function scenarioOf({ name, profile, mix, stretch, policyFile }: ScenarioSource): ProfiledScenario | null {
  return scenarioText({
    name,
    description: descriptionOf(profile, stretch),
    policy: policyFile ?? policyOf(profile),
    rows: mix.rows(),
    perSecond: mix.perSecond,
  });
}

/** What a scenario is written from. */
export interface ScenarioParts {
  readonly name: string;
  readonly description: string;
  readonly policy: string;
  /** The most frequent first. */
  readonly rows: readonly MixRow[];
  /** Requests in each second. */
  readonly perSecond: Float64Array;
}

export function scenarioText({
  name,
  description,
  policy,
  rows: all,
  perSecond,
}: ScenarioParts): ProfiledScenario | null {
  const rows = all.slice(0, MOST_ROWS);
  if (rows.length === 0) return null;
  const phases = ratePhases(perSecond);
  const arrivals = arrivalsOf(perSecond, phases);
  const document = {
    apiVersion: 'audit-bench/v1',
    kind: 'Scenario',
    name,
    description,
    policy,
    load: {
      identities: identitiesOf(rows),
      requests: rows.map(requestOf),
      phases: phases.map((phase) => phaseOf(phase, arrivals)),
    },
    variants: [{ name: 'defaults', preset: 'kubernetes-defaults' }],
    objectives: { lossRatio: 0, missing: 0 },
  };
  const count = (some: readonly MixRow[]): number => some.reduce((sum, row) => sum + row.count, 0);
  return {
    text: stringify(document, { lineWidth: 0, flowCollectionPadding: true }),
    rareRequests: count(all) - count(rows),
  };
}

function descriptionOf({ events, sources }: TrafficProfile, { startMs, endMs }: Stretch): string {
  const from = new Date(startMs).toISOString().slice(0, 19);
  const to = new Date(endMs).toISOString().slice(0, 19);
  const servers = sources.length === 1 ? 'one audit log' : `${sources.length} audit logs`;
  return `Profiled from ${events} events of ${servers}: the requests of ${from} to ${to} UTC.`;
}

/** A user whose groups changed keeps those that were seen first. */
function identitiesOf(rows: readonly MixRow[]): readonly { user: string; groups: readonly string[] }[] {
  const identities = new Map<string, readonly string[]>();
  for (const { user, groups } of rows) if (user !== '' && !identities.has(user)) identities.set(user, groups);
  return [...identities].map(([user, groups]) => ({ user, groups }));
}

function requestOf({ verb, resource, namespace, user, count, bodyBytes, bodies }: MixRow): object {
  const who = { ...(user === '' ? {} : { as: user }), weight: count };
  if (resource.startsWith('/')) return { path: resource, ...who };
  const writes = verb === 'create' || verb === 'update' || verb === 'patch';
  return {
    verb,
    resource,
    ...(namespace === null ? {} : { namespace }),
    ...(writes && bodies > 0 ? { bodySize: `${Math.round(bodyBytes / bodies)}B` } : {}),
    ...who,
  };
}

function phaseOf({ seconds, ratePerSecond }: RatePhase, arrivals: 'even' | 'poisson'): object {
  if (ratePerSecond === 0) return { idle: `${seconds}s` };
  const paced = { rate: `${ratePerSecond}/s`, duration: `${seconds}s` };
  return arrivals === 'poisson' ? { ...paced, arrivals } : paced;
}

/** The bundled policy that comes nearest: the level that most events have, with RequestReceived or without. */
function policyOf({ tables }: TrafficProfile): string {
  const [level] = tables.level;
  const names: Readonly<Record<string, string>> = { Request: 'request', RequestResponse: 'request-response' };
  const base = names[level?.name ?? ''] ?? 'metadata';
  return tables.stage.some(({ name }) => name === 'RequestReceived') ? base : `${base}-complete`;
}
