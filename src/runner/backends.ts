import type { Scenario } from '../core/scenario.ts';
import { type AuditSettings, otherBackend } from '../core/settings.ts';
import type { PlannedTrial } from './plan.ts';
import type { AuditChange, BackendSettings } from '../core/target.ts';

/** The settings of every backend that is on, when the measured one has these. */
export function backendSettings(
  { backend, alongside }: Pick<Scenario, 'backend' | 'alongside'>,
  measured: AuditSettings,
): BackendSettings {
  if (measured.mode === 'off') return {};
  const own = { [backend]: measured };
  return alongside === null ? own : { ...own, [otherBackend(backend)]: alongside };
}

/** What the API servers are to audit in a trial. */
export function auditChange(
  scenario: Pick<Scenario, 'backend' | 'alongside' | 'policy'>,
  { settings, policy = scenario.policy }: Pick<PlannedTrial, 'settings' | 'policy'>,
): AuditChange {
  return { settings: backendSettings(scenario, settings), policyText: policy.text };
}
