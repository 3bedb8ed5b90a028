import { splitCommandLine } from '../core/audit-flags/command-line.ts';
import { readAuditFlags } from '../core/audit-flags/read.ts';
import { isOn } from '../core/audit-flags/values.ts';
import type { Problem } from '../core/errors.ts';
import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import { presetSettings } from '../core/settings-presets.ts';
import { settingsRefusals } from '../core/refusals.ts';
import type { CurrentSettings } from '../core/scenario.ts';
import { type AuditBackend, type AuditSettings, otherBackend } from '../core/settings.ts';
import { readAuditManifest } from './manifest.ts';
import { problemAt } from './problems.ts';
import type { ReadText } from './read-text.ts';
import type { ScenarioInput } from './scenario-schema.ts';
import { BATCH_KEYS, type SettingsInput, toSettings } from './settings-schema.ts';
import { refusalProblem, settingsKeyProblems } from './variants.ts';
import type { YamlSource } from './yaml-document.ts';

export const DEFAULTS_LABEL = "Kubernetes' defaults";

function defaultsOf(backend: AuditBackend): CurrentSettings {
  return { label: DEFAULTS_LABEL, settings: kubernetesDefaults(backend), isDefaults: true };
}

export interface CurrentRead {
  readonly current: CurrentSettings;
  readonly problems: readonly Problem[];
}

type CurrentInput = NonNullable<ScenarioInput['current']>;

/** The settings in use: a preset, a command line, a file of whatever tool, or values under the flags' short names; without a word the defaults. */
export async function readCurrent(
  input: CurrentInput | undefined,
  backend: AuditBackend,
  source: YamlSource,
  readText: ReadText,
): Promise<CurrentRead> {
  const refused = (message: string, path?: readonly string[]): CurrentRead => refusal(backend, source, message, path);
  if (input === undefined) return { current: defaultsOf(backend), problems: [] };
  const { preset, flags, manifest, ...settings } = input;
  const given = [preset, flags, manifest].filter((entry) => entry !== undefined).length;
  const values = Object.values(settings).some((value) => value !== undefined);
  if (given + Number(values) > 1)
    return refused('expected one of "preset", "flags", "manifest" and settings under their short names');
  if (flags !== undefined) return fromFlags(flags, backend, source);
  if (manifest !== undefined) return fromManifest(manifest, backend, source, await readText(manifest, 'manifest'));
  const named = preset === undefined ? null : presetSettings(preset, backend);
  if (preset !== undefined && named === null)
    return refused(`"${preset}" is not of the ${backend}`, ['current', 'preset']);
  const read = named ?? toSettings({ ...settings, ...modeOf(settings) }, backend);
  const problems = [
    ...settingsKeyProblems(settings, source, ['current']),
    ...settingsRefusals(read, backend).map((problem) => refusalProblem(source, ['current'], problem)),
  ];
  return {
    current: currentOf(read, backend, named === null ? 'The current settings' : `The settings of ${preset ?? ''}`),
    problems,
  };
}

function fromFlags(text: string, backend: AuditBackend, source: YamlSource): CurrentRead {
  const where = ['current', 'flags'];
  const words = splitCommandLine(text);
  if (words === undefined) return refusal(backend, source, 'a quote is not closed', where);
  const { configuration, problems } = readAuditFlags(words.map((word) => word.text));
  if (configuration === null) {
    const found = problems.map(({ message, hint }) => problemAt(source, where, message, hint));
    return { current: defaultsOf(backend), problems: found };
  }
  const { places } = configuration;
  const other = otherBackend(backend);
  if (isOn(places, other) && !isOn(places, backend))
    return refusal(backend, source, `these flags turn on the ${other}, this scenario is about the ${backend}`, where);
  return { current: currentOf(configuration[backend], backend, 'The current flags'), problems: [] };
}

/** The flags of a static pod, of kubeadm's configuration or of another tool's file. */
function fromManifest(path: string, backend: AuditBackend, source: YamlSource, text: string | undefined): CurrentRead {
  const where = ['current', 'manifest'];
  if (text === undefined) return refusal(backend, source, `there is no file "${path}"`, where);
  const manifest = readAuditManifest(text, path);
  if (manifest === null) return refusal(backend, source, `${path} holds no flags of kube-apiserver`, where);
  const { configuration, problems } = manifest;
  if (configuration === null) return { current: defaultsOf(backend), problems };
  if (!isOn(configuration.places, backend))
    return refusal(backend, source, `${path} turns no audit ${backend} on (there is no --${PLACES[backend]})`, where);
  const current = currentOf(configuration[backend], backend, path);
  return { current: { ...current, label: path, manifestText: text }, problems: [] };
}

/** Values that are those of the defaults are called by that name, whoever wrote them. */
export function currentOf(settings: AuditSettings, backend: AuditBackend, label: string): CurrentSettings {
  const defaults = defaultsOf(backend);
  const isDefaults = JSON.stringify(settings) === JSON.stringify(defaults.settings);
  return isDefaults ? defaults : { label, settings, isDefaults };
}

/** Values of batch mode mean that mode, which of the log is not the default. */
function modeOf(settings: SettingsInput): Pick<SettingsInput, 'mode'> {
  const buffered = BATCH_KEYS.some((key) => settings[key] !== undefined);
  return settings.mode === undefined && buffered ? { mode: 'batch' } : {};
}

/** The flag that turns a backend on. */
const PLACES: Readonly<Record<AuditBackend, string>> = {
  webhook: 'audit-webhook-config-file',
  log: 'audit-log-path',
};

function refusal(
  backend: AuditBackend,
  source: YamlSource,
  message: string,
  path: readonly string[] = ['current'],
): CurrentRead {
  return { current: defaultsOf(backend), problems: [problemAt(source, path, message)] };
}
