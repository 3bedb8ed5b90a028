import { BACKEND_ROWS, type BackendRow, writeFlagValue } from './audit-flags/table.ts';
import { valuesOfSettings } from './audit-flags/values.ts';
import type { AuditBackend, AuditSettings } from './settings.ts';

/** Flag name without dashes → value, in the order kube-apiserver's help lists them. */
export type FlagValues = Readonly<Record<string, string>>;

/** The audit flags of kube-apiserver that stand for the settings. */
export function settingsToFlags(settings: AuditSettings, backend: AuditBackend): FlagValues {
  const values = valuesOfSettings(settings, backend);
  const meant: Readonly<Record<BackendRow['writtenFor'], boolean>> = {
    webhook: backend === 'webhook',
    'every mode': true,
    'batch mode': values.mode === 'batch',
    'a throttle': values.mode === 'batch' && values.throttleEnabled,
    truncation: values.truncateEnabled,
  };
  const rows = BACKEND_ROWS.filter(({ writtenFor }) => meant[writtenFor]);
  return Object.fromEntries(
    rows.map(({ suffix, type, key }) => [`audit-${backend}-${suffix}`, writeFlagValue(type, values[key])]),
  );
}

/** `--name=value` for each flag. */
export function flagArguments(flags: FlagValues): readonly string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}
