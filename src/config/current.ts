import { splitCommandLine } from '../core/audit-flags/command-line.ts';
import { readAuditFlags } from '../core/audit-flags/read.ts';
import { isOn } from '../core/audit-flags/values.ts';
import type { Problem } from '../core/errors.ts';
import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import { presetSettings } from '../core/settings-presets.ts';
import { settingsRefusals } from '../core/refusals.ts';
import type { CurrentSettings } from '../core/scenario.ts';
import type { AuditSettings } from '../core/settings.ts';
import { readAuditManifest } from './manifest.ts';
import { problemAt } from './problems.ts';
import type { ReadText } from './read-text.ts';
import type { ScenarioInput } from './scenario-schema.ts';
import { toSettings } from './settings-schema.ts';
import { refusalProblem, settingsKeyProblems } from './variants.ts';
import type { YamlSource } from './yaml-document.ts';

export const DEFAULTS_LABEL = "Kubernetes' defaults";

const DEFAULTS: CurrentSettings = {
  label: DEFAULTS_LABEL,
  settings: kubernetesDefaults('webhook'),
  isDefaults: true,
};

export interface CurrentRead {
  readonly current: CurrentSettings;
  readonly problems: readonly Problem[];
}

type CurrentInput = NonNullable<ScenarioInput['current']>;

/** The settings in use: a preset, a command line, a file of whatever tool, or values under the flags' short names; without a word the defaults. */
export async function readCurrent(
  input: CurrentInput | undefined,
  source: YamlSource,
  readText: ReadText,
): Promise<CurrentRead> {
  if (input === undefined) return { current: DEFAULTS, problems: [] };
  const { preset, flags, manifest, ...settings } = input;
  const given = [preset, flags, manifest].filter((entry) => entry !== undefined).length;
  const values = Object.values(settings).some((value) => value !== undefined);
  if (given + Number(values) > 1)
    return refused(source, 'expected one of "preset", "flags", "manifest" and settings under their short names');
  if (flags !== undefined) return fromFlags(flags, source);
  if (manifest !== undefined) return fromManifest(manifest, source, await readText(manifest, 'manifest'));
  const named = preset === undefined ? null : presetSettings(preset, 'webhook');
  if (preset !== undefined && named === null)
    return refused(source, `"${preset}" is not of the webhook`, ['current', 'preset']);
  const read = named ?? toSettings(settings, 'webhook');
  const problems = [
    ...settingsKeyProblems(settings, source, ['current']),
    ...settingsRefusals(read, 'webhook').map((refusal) => refusalProblem(source, ['current'], refusal)),
  ];
  return {
    current: currentOf(read, named === null ? 'The current settings' : `The settings of ${preset ?? ''}`),
    problems,
  };
}

function fromFlags(text: string, source: YamlSource): CurrentRead {
  const words = splitCommandLine(text);
  if (words === undefined) return refused(source, 'a quote is not closed', ['current', 'flags']);
  const { configuration, problems } = readAuditFlags(words.map((word) => word.text));
  if (configuration === null) {
    const found = problems.map(({ message, hint }) => problemAt(source, ['current', 'flags'], message, hint));
    return { current: DEFAULTS, problems: found };
  }
  const { places, webhook } = configuration;
  if (isOn(places, 'log') && !isOn(places, 'webhook'))
    return refused(source, 'these flags turn on the log, this scenario is about the webhook', ['current', 'flags']);
  return { current: currentOf(webhook, 'The current flags'), problems: [] };
}

/** The flags of a static pod, of kubeadm's configuration or of another tool's file. */
function fromManifest(path: string, source: YamlSource, text: string | undefined): CurrentRead {
  const where = ['current', 'manifest'];
  if (text === undefined) return refused(source, `there is no file "${path}"`, where);
  const manifest = readAuditManifest(text, path);
  if (manifest === null) return refused(source, `${path} holds no flags of kube-apiserver`, where);
  const { configuration, problems } = manifest;
  if (configuration === null) return { current: DEFAULTS, problems };
  if (!isOn(configuration.places, 'webhook'))
    return refused(source, `${path} turns no audit webhook on (there is no --audit-webhook-config-file)`, where);
  const current = currentOf(configuration.webhook, path);
  return { current: { ...current, label: path, manifestText: text }, problems: [] };
}

/** Values that are those of the defaults are called by that name, whoever wrote them. */
export function currentOf(settings: AuditSettings, label: string): CurrentSettings {
  const isDefaults = JSON.stringify(settings) === JSON.stringify(DEFAULTS.settings);
  return isDefaults ? DEFAULTS : { label, settings, isDefaults };
}

function refused(source: YamlSource, message: string, path: readonly string[] = ['current']): CurrentRead {
  return { current: DEFAULTS, problems: [problemAt(source, path, message)] };
}
