import { expect, test } from 'vitest';
import { parseScenario } from '../../../src/config/scenario.ts';
import { settingsRefusals } from '../../../src/core/refusals.ts';
import { ceilingPerSecond } from '../../../src/core/settings.ts';
import { PRESET_NAMES, presetSettings, SETTINGS_PRESETS } from '../../../src/core/settings-presets.ts';

const parse = (preset: string, backend = 'webhook') =>
  parseScenario(
    `apiVersion: audit-bench/v1\nkind: Scenario\nname: s\nbackend: ${backend}\nload: { phases: [{ rate: 1/s, duration: 1s }] }\nvariants: [{ preset: ${preset} }]\n`,
    's.yaml',
    [],
    () => Promise.resolve(undefined),
  );

test.each(PRESET_NAMES)('%s is something that kube-apiserver takes, and says where it was read', (name) => {
  const backend = SETTINGS_PRESETS[name].backend === 'log' ? 'log' : 'webhook';
  const settings = presetSettings(name, backend);
  expect(settings === null ? ['none'] : settingsRefusals(settings, backend)).toEqual([]);
  expect(SETTINGS_PRESETS[name].source).not.toBe('');
});

test.each([
  ['kubernetes-defaults', 4000],
  ['kubespray', 1000],
  ['gardener', 3000],
  ['zalando', 2500],
  ['falco', 5000],
  ['talos', 1000],
] as const)('%s sustains %i events/s', (name, ceiling) => {
  const settings = presetSettings(name, 'webhook');
  expect(settings === null ? null : ceilingPerSecond(settings)).toBe(ceiling);
});

test('a variant is a preset by its name, and only the defaults are the defaults', async () => {
  const { variants } = await parse('gardener');
  expect(variants).toEqual([
    expect.objectContaining({
      name: 'gardener',
      isDefaults: false,
      settings: expect.objectContaining({ maxBatchSize: 10, throttleQps: 300 }) as unknown,
    }),
  ]);
  expect((await parse('kubernetes-defaults')).variants[0]?.isDefaults).toBe(true);
});

test('one of another backend is refused', async () => {
  await expect(parse('rke2')).rejects.toThrow(
    'variants[0].preset: "rke2" is not of the webhook\n  hint: see audit-bench presets',
  );
  expect((await parse('rke2', 'log')).variants[0]?.settings.mode).toBe('blocking');
});
