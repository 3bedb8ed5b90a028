import { AuditBenchError, badInput } from '../core/errors.ts';
import { type FlagValues, flagArguments } from '../core/flags.ts';
import { kubernetesDefaults, WEBHOOK_DEFAULTS } from '../core/kubernetes-defaults.ts';
import { settingsRefusals } from '../core/refusals.ts';
import type { AuditSettings, BatchSettings } from '../core/settings.ts';
import { parseDurationMs } from '../core/units.ts';
import { nearest } from './nearest.ts';

type Draft = { -readonly [Key in keyof BatchSettings]: BatchSettings[Key] };

const READERS: Readonly<Record<string, (draft: Draft, value: string) => boolean>> = {
  'audit-webhook-mode': (_draft, value) => value === 'batch',
  'audit-webhook-batch-buffer-size': (draft, value) => setNumber(draft, 'bufferSize', value),
  'audit-webhook-batch-max-size': (draft, value) => setNumber(draft, 'maxBatchSize', value),
  'audit-webhook-batch-max-wait': (draft, value) => setDuration(draft, 'maxBatchWaitMs', value),
  'audit-webhook-batch-throttle-enable': (draft, value) => {
    draft.throttleEnabled = value === 'true';
    return value === 'true' || value === 'false';
  },
  'audit-webhook-batch-throttle-qps': (draft, value) => setNumber(draft, 'throttleQps', value),
  'audit-webhook-batch-throttle-burst': (draft, value) => setNumber(draft, 'throttleBurst', value),
  'audit-webhook-initial-backoff': (draft, value) => setDuration(draft, 'initialBackoffMs', value),
};

/**
 * Flags as they stand on kube-apiserver's command line; what is left out keeps Kubernetes' default. Other audit flags
 * (policy, kubeconfig, log) are passed over, for they do not change the buffer.
 * Errors: AuditBenchError (exit 2) for an unknown flag, a value that is none, or settings that kube-apiserver refuses.
 */
export function parseFlagsText(text: string): BatchSettings {
  const defaults = kubernetesDefaults('webhook');
  if (defaults.mode !== 'batch') throw new Error('the webhook default is batch mode');
  const draft: Draft = { ...defaults };
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const match = /^--([a-z-]+)=(.*)$/.exec(word);
    if (match === null) throw badInput(`--flags: expected --name=value, got "${word}"`);
    const [, name = '', value = ''] = match;
    const read = READERS[name];
    if (read === undefined) {
      if (/^audit-(policy|log|webhook-(config|version|truncate))/.test(name)) continue;
      const near = nearest(name, Object.keys(READERS));
      throw badInput(`--flags: unknown flag --${name}${near === undefined ? '' : `, did you mean --${near}?`}`);
    }
    if (!read(draft, value))
      throw badInput(
        `--flags: --${name} cannot be "${value}"`,
        name.endsWith('mode') ? 'only mode batch has a buffer to simulate' : undefined,
      );
  }
  const refusal = settingsRefusals(draft, 'webhook')[0];
  if (refusal !== undefined) throw badInput(`--flags: ${refusal}`);
  return draft;
}

/**
 * The webhook's settings by the audit flags of a running API server. `null`: they name no webhook, or hold what this
 * version does not know.
 */
export function settingsOfFlags(flags: FlagValues): AuditSettings | null {
  if (flags['audit-webhook-config-file'] === undefined) return null;
  const mode = flags['audit-webhook-mode'];
  const { initialBackoffMs, truncate } = WEBHOOK_DEFAULTS;
  if (mode === 'blocking' || mode === 'blocking-strict') return { mode, initialBackoffMs, truncate };
  const known = Object.entries(flags).filter(([name]) => name in READERS || name.startsWith('audit-webhook-batch-'));
  try {
    return parseFlagsText(flagArguments(Object.fromEntries(known)).join(' '));
  } catch (error) {
    if (error instanceof AuditBenchError) return null;
    throw error;
  }
}

function setNumber(
  draft: Draft,
  key: 'bufferSize' | 'maxBatchSize' | 'throttleQps' | 'throttleBurst',
  value: string,
): boolean {
  draft[key] = Number(value);
  return value !== '' && Number.isFinite(draft[key]);
}

function setDuration(draft: Draft, key: 'maxBatchWaitMs' | 'initialBackoffMs', value: string): boolean {
  draft[key] = parseDurationMs(value) ?? Number.NaN;
  return Number.isFinite(draft[key]);
}
