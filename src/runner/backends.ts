import type { Scenario } from '../core/scenario.ts';
import { type AuditSettings, otherBackend } from '../core/settings.ts';
import type { BackendSettings } from '../core/target.ts';

/** The settings of every backend that is on, when the measured one has these. */
export function backendSettings(
  { backend, alongside }: Pick<Scenario, 'backend' | 'alongside'>,
  measured: AuditSettings,
): BackendSettings {
  const own = { [backend]: measured };
  return alongside === null ? own : { ...own, [otherBackend(backend)]: alongside };
}
