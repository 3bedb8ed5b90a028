import { splitCommandLine } from '../core/audit-flags/command-line.ts';
import { type AuditConfiguration, readAuditFlags } from '../core/audit-flags/read.ts';
import { isOn } from '../core/audit-flags/values.ts';
import { AuditBenchError, badInput } from '../core/errors.ts';
import { EXIT } from '../core/exit-codes.ts';
import { type FlagValues, flagArguments } from '../core/flags.ts';
import type { AuditSettings, BatchSettings } from '../core/settings.ts';

export interface FlagsText {
  readonly settings: BatchSettings;
  /** What is no mistake and good to know, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * A command line of kube-apiserver, or a few of its flags; what is left out keeps Kubernetes' default.
 * Errors: AuditBenchError (exit 2) for an unknown flag, a value that is none, settings that kube-apiserver refuses, or
 * a mode without a buffer.
 */
export function parseFlagsText(text: string): FlagsText {
  const words = splitCommandLine(text);
  if (words === undefined) throw badInput('--flags: a quote is not closed');
  const { configuration, problems, notes } = readAuditFlags(words);
  if (configuration === null) {
    const shown = problems.map(({ message, hint }) => ({
      message: `--flags: ${message}`,
      ...(hint === undefined ? {} : { hint }),
    }));
    throw new AuditBenchError(EXIT.badInput, shown);
  }
  return { settings: bufferedSettings(configuration, '--flags'), notes };
}

/** The settings of the backend that buffers: the webhook, or the log where it alone is on. Errors: as above. */
export function bufferedSettings(configuration: AuditConfiguration, where: string): BatchSettings {
  const { places, webhook, log } = configuration;
  const backend = isOn(places, 'log') && !isOn(places, 'webhook') ? 'log' : 'webhook';
  const settings = backend === 'log' ? log : webhook;
  if (settings.mode === 'batch') return settings;
  throw badInput(
    `${where}: --audit-${backend}-mode is ${settings.mode}`,
    'only mode batch has a buffer to simulate: in the others each request waits for the backend, and nothing is dropped',
  );
}

/**
 * The webhook's settings by the audit flags of a running API server. `null`: they name no webhook, or hold what this
 * version does not know.
 */
export function settingsOfFlags(flags: FlagValues): AuditSettings | null {
  const { configuration } = readAuditFlags(flagArguments(flags));
  return configuration !== null && isOn(configuration.places, 'webhook') ? configuration.webhook : null;
}
