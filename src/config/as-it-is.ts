import { readAuditFlags } from '../core/audit-flags/read.ts';
import { isOn } from '../core/audit-flags/values.ts';
import { badInput } from '../core/errors.ts';
import { type FlagValues, flagArguments } from '../core/flags.ts';
import { peakPerSecond } from '../core/intended-times.ts';
import { HEALTHY_RECEIVER } from '../core/receiver.ts';
import {
  type Identity,
  type LoadSpec,
  type Phase,
  type PolicySource,
  plannedDurationMs,
  type RequestTemplate,
  type Scenario,
} from '../core/scenario.ts';
import { AUDIT_BACKENDS, otherBackend } from '../core/settings.ts';
import { servedKind } from '../core/served-kinds.ts';
import { formatCount, formatDuration } from '../core/units.ts';

/** What a cluster of the user's is like, and what may be done to it. */
export interface FoundCluster {
  readonly name: string;
  readonly flags: FlagValues;
  /** As whom the audit policy sees the requests. */
  readonly identity: Identity;
  /** `null`: not known. */
  readonly policy: PolicySource | null;
  /** Requests per second at most; `null`: no load is sent. */
  readonly ceilingPerSecond: number | null;
  /** Its webhook leads to a receiver of ours, which is what is measured then. */
  readonly receives: boolean;
}

export interface ScenarioAsItIs {
  readonly scenario: Scenario;
  /** How it differs from the file, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * A scenario for a cluster whose flags stay: one variant, as it is; the cluster's policy where it is known; requests sent
 * by the user of the kubeconfig; or, without a ceiling, no requests at all.
 * Errors: AuditBenchError (exit 2) for a load that the cluster must not get.
 */
export function scenarioAsItIs(scenario: Scenario, found: FoundCluster): ScenarioAsItIs {
  const { ceilingPerSecond, identity } = found;
  const audit = auditOf(scenario, found);
  if (ceilingPerSecond !== null) refuseLoad(scenario.load, found, ceilingPerSecond);
  const { load, notes } = ceilingPerSecond === null ? watched(scenario.load) : sentBy(scenario.load, identity);
  const { backend, settings } = audit;
  // Nobody restarts what is not ours.
  const { restarts: _, ...rest } = scenario;
  const variant = { name: 'as it is', settings, isDefaults: false, mustPass: false };
  return {
    scenario: {
      ...rest,
      backend,
      alongside: null,
      policy: found.policy ?? scenario.policy,
      load,
      receiver: { port: 0, plan: HEALTHY_RECEIVER, backend: null, shipper: null },
      current: { label: 'the current settings', settings, isDefaults: false },
      variants: [variant],
      tune: null,
    },
    notes: [...audit.notes, ...notes, ...leftOut(scenario)],
  };
}

function auditOf({ backend: asked }: Scenario, { flags, name, policy, receives }: FoundCluster) {
  const wanted = receives ? 'webhook' : asked;
  const { configuration, problems } = readAuditFlags(flagArguments(flags));
  if (configuration === null) throw badInput(`${name}: its audit flags: ${problems[0]?.message ?? 'cannot be read'}`);
  const on = AUDIT_BACKENDS.filter((backend) => isOn(configuration.places, backend));
  const backend = on.includes(wanted) ? wanted : (on[0] ?? wanted);
  if (receives && backend !== 'webhook')
    throw badInput(
      `receiver: ${name} has no audit webhook, so no event comes to it`,
      '--audit-webhook-config-file of its API servers names a kubeconfig that leads to the receiver; without "receiver" its counters are read',
    );
  const settings = on.length === 0 ? { ...configuration[backend], mode: 'off' as const } : configuration[backend];
  const both = on.length === 2 && configuration[otherBackend(backend)].mode === 'batch' && settings.mode === 'batch';
  const notes = [
    on.length === 0 ? `${name} audits nothing: it has neither --audit-webhook-config-file nor --audit-log-path` : '',
    on.length > 0 && backend !== wanted ? `${name} has the ${backend} backend, so that is what is measured` : '',
    receives && policy === null
      ? `the audit policy of ${name} is not known: which events the requests should have made is judged by the scenario's; policy: in the cluster file names it`
      : '',
    both ? 'webhook and log are both in mode batch: what either of them drops counts as one' : '',
  ];
  return { backend, settings, notes: notes.filter((note) => note !== '') };
}

/** Only reading: as long as the scenario's load would take. */
function watched(load: LoadSpec): { readonly load: LoadSpec; readonly notes: readonly string[] } {
  const durationMs = Math.max(10_000, plannedDurationMs(load.phases.filter(({ measure }) => measure)));
  const phase: Phase = { kind: 'idle', name: 'as it is', measure: true, durationMs };
  const { replay: _, ...rest } = load;
  return {
    load: { ...rest, phases: [phase] },
    notes: [
      `no load is sent, what the cluster does by itself is measured for ${formatDuration(durationMs)}: --yes-load-this-cluster, and a ceiling in the cluster file, send the scenario's`,
    ],
  };
}

/** Impersonation would change nothing that audit policies look at, so nobody is impersonated. */
function sentBy(load: LoadSpec, identity: Identity): { readonly load: LoadSpec; readonly notes: readonly string[] } {
  const { user } = identity;
  const named = load.requests.some((request) => request.identity !== undefined);
  return {
    load: { ...load, identity, requests: load.requests.map(asTheLoad) },
    notes: [
      `all requests are sent as ${user}, the user of the kubeconfig: rules of the audit policy that name ${named ? 'the users of the scenario' : `user ${load.identity.user}`} decide otherwise here, and impersonating would not change that, for audit policies see who impersonates`,
    ],
  };
}

function asTheLoad(template: RequestTemplate): RequestTemplate {
  const { identity: _, ...request } = template;
  return request;
}

/** Errors: AuditBenchError (exit 2). */
function refuseLoad({ replay, phases, requests }: LoadSpec, { name }: FoundCluster, ceilingPerSecond: number): void {
  if (replay !== undefined)
    throw badInput(
      `load.replay: is not sent to ${name}, for it names objects that may be somebody's`,
      'audit-bench profile makes a scenario of the log, whose requests stay in a namespace of their own',
    );
  for (const [index, phase] of phases.entries()) {
    if (phase.kind === 'burst')
      throw badInput(
        `load.phases[${index}]: a burst is as fast as it can be, and ${name} has a ceiling`,
        'a phase with a rate stays below it',
      );
    const mostPerSecond = peakPerSecond(phase);
    if (mostPerSecond > ceilingPerSecond)
      throw badInput(
        `load.phases[${index}]: ${formatCount(mostPerSecond)} requests/s, and the ceiling of ${name} is ${formatCount(ceilingPerSecond)}/s`,
        'make the rate smaller, or the ceiling higher where the cluster bears it',
      );
  }
  for (const [index, template] of requests.entries()) {
    if (template.kind === 'path') continue;
    const isOwn =
      template.namespace === undefined && servedKind(template)?.scope === 'namespaced' && template.scope === undefined;
    if (!isOwn)
      throw badInput(
        `load.requests[${index}]: ${template.resource} would be outside of the load's own namespace, where ${name} has what is not ours`,
        "leave out namespace, and resources of the whole cluster or of others' definitions",
      );
  }
}

function leftOut({ tune, variants, receiver, restarts = [] }: Scenario): readonly string[] {
  const parts = [
    tune !== null || variants.length > 0 ? "the scenario's variants and its tuning" : '',
    receiver.plan.windows.length > 0 ||
    receiver.plan.latencyMs > 0 ||
    receiver.backend !== null ||
    receiver.shipper !== null
      ? 'its receiver'
      : '',
    restarts.length > 0 ? 'its restarts' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? [] : [`left out, for the flags stay as they are: ${parts.join(', ')}`];
}
