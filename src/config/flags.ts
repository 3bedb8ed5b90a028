import { splitCommandLine } from '../core/audit-flags/command-line.ts';
import { type AuditConfiguration, readAuditFlags } from '../core/audit-flags/read.ts';
import { isOn } from '../core/audit-flags/values.ts';
import { AuditBenchError, badInput } from '../core/errors.ts';
import { EXIT } from '../core/exit-codes.ts';
import { type FlagValues, flagArguments } from '../core/flags.ts';
import type { LogRetention } from '../core/retention.ts';
import type { AuditBackend, AuditSettings, BatchSettings } from '../core/settings.ts';
import { MANIFEST_KINDS, readAuditManifest } from './manifest.ts';

export interface FlagsText {
  readonly settings: BatchSettings;
  readonly backend: AuditBackend;
  /** What is no mistake and good to know, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * A command line of kube-apiserver, or a few of its flags; what is left out keeps Kubernetes' default.
 * Errors: AuditBenchError (exit 2) for an unknown flag, a value that is none, settings that kube-apiserver refuses, or
 * a mode without a buffer.
 */
export function parseFlagsText(text: string): FlagsText {
  const { configuration, flags, notes } = flagsConfiguration(text);
  const backend = backendOf(configuration, flags);
  return { settings: bufferedSettings(configuration, '--flags', backend), notes, backend };
}

/** The same from a file of whatever tool, with what was found in it as the first note. Errors: as above. */
export function manifestFlags(text: string, file: string): FlagsText {
  const { configuration, flags, notes } = manifestConfiguration(text, file);
  const backend = backendOf(configuration, flags);
  return { settings: bufferedSettings(configuration, file, backend), notes, backend };
}

/** What flags make of auditing. */
export interface FlagsConfiguration {
  readonly configuration: AuditConfiguration;
  /** Those that are set. */
  readonly flags: FlagValues;
  readonly notes: readonly string[];
}

/** Errors: AuditBenchError (exit 2) as of parseFlagsText, but for the mode. */
export function flagsConfiguration(text: string): FlagsConfiguration {
  const words = splitCommandLine(text);
  if (words === undefined) throw badInput('--flags: a quote is not closed');
  const { configuration, problems, notes, flags } = readAuditFlags(words.map((word) => word.text));
  if (configuration !== null) return { configuration, flags, notes };
  const shown = problems.map(({ message, hint }) => ({
    message: `--flags: ${message}`,
    ...(hint === undefined ? {} : { hint }),
  }));
  throw new AuditBenchError(EXIT.badInput, shown);
}

/** Errors: the same, with their places. */
export function manifestConfiguration(text: string, file: string): FlagsConfiguration {
  const manifest = readAuditManifest(text, file);
  if (manifest === null) throw badInput(`${file}: holds no flags of kube-apiserver`, `what is read: ${MANIFEST_KINDS}`);
  const { configuration, flags, notes } = manifest;
  if (configuration === null) throw new AuditBenchError(EXIT.badInput, manifest.problems);
  return { configuration, flags, notes };
}

/** Whether a flag of the backend itself is set: what is not named has Kubernetes' defaults. */
export function namesBackend(flags: FlagValues, backend: AuditBackend): boolean {
  return Object.keys(flags).some((name) => name.startsWith(`audit-${backend}-`));
}

/** The backend that is meant: the webhook, or the log where it alone is on, or its flags alone are there. */
function backendOf({ places }: AuditConfiguration, flags: FlagValues): AuditBackend {
  if (isOn(places, 'webhook')) return 'webhook';
  const onlyLog = namesBackend(flags, 'log') && !namesBackend(flags, 'webhook');
  return isOn(places, 'log') || onlyLog ? 'log' : 'webhook';
}

/** The settings of a backend that buffers. Errors: as above. */
export function bufferedSettings(
  configuration: AuditConfiguration,
  where: string,
  backend: AuditBackend = backendOf(configuration, {}),
): BatchSettings {
  const { webhook, log } = configuration;
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

/** How the log of a running API server is rotated. `null`: its flags name no log, or hold what this version does not know. */
export function retentionOfFlags(flags: FlagValues): LogRetention | null {
  const { configuration } = readAuditFlags(flagArguments(flags));
  return configuration !== null && isOn(configuration.places, 'log') ? logRetention(configuration) : null;
}

export function logRetention({ places }: AuditConfiguration): LogRetention {
  const { logMaxAgeDays, logMaxBackups, logMaxSizeMegabytes } = places;
  return { maxAgeDays: logMaxAgeDays, maxBackups: logMaxBackups, maxSizeMegabytes: logMaxSizeMegabytes };
}
