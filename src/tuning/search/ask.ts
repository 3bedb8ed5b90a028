import type { Scenario, TuneLimits, TuneSpec } from '../../core/scenario.ts';
import type { Policy } from '../../core/policy.ts';
import { batchDefaults } from '../../core/kubernetes-defaults.ts';
import type { AuditBackend, BatchSettings } from '../../core/settings.ts';
import { DEFAULT_SPACE, type SearchSpace, spaceAround } from './space.ts';

/** What settings are judged and searched by, beside the load. */
export interface Ask {
  /** Whose flags are judged. A log has no receiver: it is as if one took every batch at once. */
  readonly backend: AuditBackend;
  readonly headroom: number;
  readonly limits: TuneLimits;
  /** Objective deliveryLagP99, at the load of 1; `null`: none. */
  readonly lagObjectiveMs: number | null;
  readonly receiverLatencyMs: number;
  /** N */
  readonly apiservers: number;
  /** Lose nothing although the receiver is away for so long; `null`: not asked. */
  readonly surviveReceiverOutageMs: number | null;
  /** The policy audits bodies, so that nothing but truncation bounds the size of an event. */
  readonly auditsBodies: boolean;
  /** Settings in use, or Kubernetes' defaults: where the smallest change starts. */
  readonly current: BatchSettings;
  readonly space: SearchSpace;
}

/** Of a scenario that does not tune (`tune` null): its load and receiver, and no limits. */
export function askOf(scenario: Scenario, tune: TuneSpec | null, apiservers: number): Ask {
  const current = batchOf(scenario);
  const { backend } = scenario;
  const receiverLatencyMs = scenario.receiver.plan.latencyMs;
  if (tune === null) return { ...askAbout(current, apiservers), backend, receiverLatencyMs };
  return {
    backend,
    headroom: tune.headroom,
    limits: tune.limits,
    lagObjectiveMs: scenario.objectives.find(({ name }) => name === 'deliveryLagP99')?.max ?? null,
    receiverLatencyMs,
    apiservers: Math.max(1, apiservers),
    surviveReceiverOutageMs: tune.surviveReceiverOutageMs,
    auditsBodies: auditsBodies(scenario.policy.policy),
    current,
    space: spaceAround(tune, current, backend),
  };
}

/** Of settings alone: no headroom, no limits and a receiver that takes every batch at once. */
export function askAbout(current: BatchSettings, apiservers: number): Ask {
  return {
    backend: 'webhook',
    headroom: 1,
    limits: NO_LIMITS,
    lagObjectiveMs: null,
    receiverLatencyMs: 0,
    apiservers,
    surviveReceiverOutageMs: null,
    auditsBodies: false,
    current,
    space: DEFAULT_SPACE,
  };
}

/** Nobody has named a limit. */
export const NO_LIMITS: TuneLimits = {
  bufferMemoryBytes: null,
  receiverRequestsPerSecond: null,
  receiverConcurrency: null,
  bodyBytes: null,
  eventBytes: null,
  deliveryLagMs: null,
  shutdownDrainMs: null,
};

/** A mode without a buffer has no values to start from, so the search starts from what Kubernetes has for batch mode. */
function batchOf({ current, backend }: Scenario): BatchSettings {
  return current.settings.mode === 'batch' ? current.settings : batchDefaults(backend);
}

function auditsBodies({ rules }: Policy): boolean {
  return rules.some(({ level }) => level === 'Request' || level === 'RequestResponse');
}
