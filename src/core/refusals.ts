import { valueRefusals } from './audit-flags/refusals.ts';
import { BACKEND_ROWS } from './audit-flags/table.ts';
import { valuesOfSettings } from './audit-flags/values.ts';
import type { AuditBackend, AuditSettings } from './settings.ts';

/**
 * What kube-apiserver itself refuses at start, said before it is started.
 * Shape: one sentence per refused value, with the setting's name first.
 */
export function settingsRefusals(settings: AuditSettings, backend: AuditBackend): readonly string[] {
  if (settings.mode === 'off') return [];
  const refusals = valueRefusals(valuesOfSettings(settings, backend)).map(({ key, value, rule }) => {
    const setting = BACKEND_ROWS.find((row) => row.key === key)?.setting ?? key;
    return `${setting}: kube-apiserver refuses ${value}, ${rule}`;
  });
  // Not refused by kube-apiserver, and worse: the collector spins on a whole core (docs/audit-pipeline.md, 11).
  const spins = settings.mode === 'batch' && settings.maxBatchSize > 1 && settings.maxBatchWaitMs <= 0;
  if (!spins || backend !== 'log') return refusals;
  return [
    ...refusals,
    'maxBatchWait: a log batch of more than 1 event without a wait burns a whole core of kube-apiserver',
  ];
}
