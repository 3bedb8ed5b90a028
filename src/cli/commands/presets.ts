import { flagArguments, settingsToFlags } from '../../core/flags.ts';
import { ceilingPerSecond } from '../../core/settings.ts';
import { PRESET_NAMES, type PresetName, SETTINGS_PRESETS } from '../../core/settings-presets.ts';
import { formatCount } from '../../core/units.ts';
import { type LoadPreset, loadPresets } from '../load-presets.ts';
import type { Command } from './command.ts';
import { say } from '../output.ts';

/** Settings that projects ship and people run, for `preset:` in scenarios; and recorded loads, which are scenarios. */
export const presetsCommand: Command<{ readonly json: boolean }> = {
  builder: (yargs) => yargs.option('json', { type: 'boolean', default: false, describe: 'print JSON' }),
  async handler({ json }) {
    const loads = await loadPresets();
    if (json) {
      console.log(JSON.stringify([...PRESET_NAMES.map(asJson), ...loads], null, 2));
      return;
    }
    for (const line of [...PRESET_NAMES.flatMap(linesOf), ...loads.flatMap(loadLines)]) say(line);
  },
};

function settingsOf(name: PresetName) {
  const { backend, settings } = SETTINGS_PRESETS[name];
  const of = backend === 'log' ? 'log' : 'webhook';
  return { of, settings: settings(of) } as const;
}

function asJson(name: PresetName): object {
  const { backend, what, source } = SETTINGS_PRESETS[name];
  const { of, settings } = settingsOf(name);
  return { name, backend, what, source, settings, flags: settingsToFlags(settings, of) };
}

function linesOf(name: PresetName): readonly string[] {
  const { what, source } = SETTINGS_PRESETS[name];
  const { of, settings } = settingsOf(name);
  const ceiling = ceilingPerSecond(settings);
  const most = ceiling === null ? '' : ` Sustains ${formatCount(ceiling)} events/s.`;
  return [
    `${name} (${of}): ${what}.${most}`,
    `  ${flagArguments(settingsToFlags(settings, of)).join(' ')}`,
    `  Source: ${source}`,
  ];
}

function loadLines({ name, what, source }: LoadPreset): readonly string[] {
  return [`${name} (load): ${what}`, `  audit-bench run ${name} --cluster local`, `  Source: ${source}`];
}
