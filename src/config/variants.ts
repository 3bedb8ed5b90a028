import type { Problem } from '../core/errors.ts';
import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import { MOST_VARIANTS } from '../core/estimate.ts';
import { presetSettings } from '../core/settings-presets.ts';
import { settingsRefusals } from '../core/refusals.ts';
import type { PolicySource, Variant } from '../core/scenario.ts';
import type { AuditBackend, AuditSettings } from '../core/settings.ts';
import { formatCount, formatDuration } from '../core/units.ts';
import { problemAt } from './problems.ts';
import type { ScenarioInput } from './scenario-schema.ts';
import { BATCH_KEYS, toSettings, type SettingsInput } from './settings-schema.ts';
import type { YamlSource } from './yaml-document.ts';

type VariantInput = ScenarioInput['variants'][number];

/** Expands matrices, applies defaults, and refuses what kube-apiserver would refuse. */
export function expandVariants(
  inputs: readonly VariantInput[],
  backend: AuditBackend,
  source: YamlSource,
  policies: ReadonlyMap<number, PolicySource>,
): { readonly variants: readonly Variant[]; readonly problems: readonly Problem[] } {
  const variants: Variant[] = [];
  const names = new Set<string>();
  const problems: Problem[] = [];
  for (const [index, input] of inputs.entries()) {
    const at = ['variants', index] as const;
    const { mode = kubernetesDefaults(backend).mode } = input;
    problems.push(...settingsKeyProblems({ ...input, mode }, source, at), ...offProblems(input, source, at));
    const policy = policies.get(index);
    if (input.preset !== undefined && (input.matrix !== undefined || settingKeys(input).length > 0)) {
      problems.push(problemAt(source, at, 'a preset stands alone, without settings or matrix'));
      continue;
    }
    const count = Object.values(input.matrix ?? {}).reduce((product, values) => product * (values?.length ?? 1), 1);
    if (variants.length + count > MOST_VARIANTS) {
      problems.push(
        problemAt(
          source,
          input.matrix === undefined ? at : [...at, 'matrix'],
          `makes ${formatCount(variants.length + count)} variants, at most ${formatCount(MOST_VARIANTS)} are measured`,
          'take values out of the matrix, or let "tune" search',
        ),
      );
      continue;
    }
    for (const { suffix, settings: chosen } of combinations(input)) {
      const base = input.name ?? input.preset ?? (suffix === '' ? `variant ${index + 1}` : '');
      const name = [base, suffix].filter((part) => part !== '').join(' ');
      const named = input.preset === undefined ? null : presetSettings(input.preset, backend);
      if (named === null && input.preset !== undefined)
        problems.push(
          problemAt(source, [...at, 'preset'], `"${input.preset}" is not of the ${backend}`, 'see audit-bench presets'),
        );
      const settings = named ?? variantSettings(chosen, backend);
      problems.push(...settingsRefusals(settings, backend).map((refusal) => refusalProblem(source, at, refusal)));
      if (names.has(name)) {
        problems.push(
          problemAt(source, [...at, 'name'], `the name "${name}" stands twice`, 'give each variant a name of its own'),
        );
      }
      names.add(name);
      variants.push({
        name,
        settings,
        ...(policy === undefined ? {} : { policy }),
        isDefaults: input.preset === 'kubernetes-defaults',
        mustPass: input.mustPass,
      });
    }
  }
  return { variants, problems };
}

/** Settings as a variant writes them, where auditing may be off. */
type VariantSettings = Omit<SettingsInput, 'mode'> & { readonly mode?: AuditSettings['mode'] | undefined };

function variantSettings({ mode, ...input }: VariantSettings, backend: AuditBackend): AuditSettings {
  if (mode !== 'off') return toSettings({ ...input, mode }, backend);
  const { initialBackoffMs } = kubernetesDefaults(backend);
  return { mode, initialBackoffMs, truncate: null };
}

/** Without auditing there is nothing to say how. */
function offProblems(input: VariantInput, source: YamlSource, at: readonly (string | number)[]): readonly Problem[] {
  if (input.mode !== 'off') return [];
  return (['policy', 'matrix', 'initialBackoff', 'truncate'] as const)
    .filter((key) => input[key] !== undefined)
    .map((key) => problemAt(source, [...at, key], 'has no meaning in mode "off": nothing is audited'));
}

/** Keys that the chosen mode has no use for are refused, for they would be ignored silently. */
export function settingsKeyProblems(
  input: VariantSettings,
  source: YamlSource,
  at: readonly (string | number)[],
): readonly Problem[] {
  if (input.mode === undefined || input.mode === 'batch') return [];
  return BATCH_KEYS.filter((key) => input[key] !== undefined).map((key) =>
    problemAt(
      source,
      [...at, key],
      `has no meaning in mode "${input.mode}"`,
      input.mode === 'off' ? 'nothing is audited' : 'kube-apiserver ignores the batch flags outside batch mode',
    ),
  );
}

export function refusalProblem(source: YamlSource, at: readonly (string | number)[], refusal: string): Problem {
  const [key = '', ...sentence] = refusal.split(': ');
  return problemAt(source, [...at, ...key.split('.')], sentence.join(': '));
}

function settingKeys(input: VariantInput): readonly string[] {
  const { name: _name, preset: _preset, mustPass: _mustPass, policy: _policy, matrix: _matrix, ...settings } = input;
  return Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [key]));
}

/** The product of the matrix's lists, in the order of the file; one entry without a matrix. */
function combinations(input: VariantInput): readonly { suffix: string; settings: VariantSettings }[] {
  const { name: _name, preset: _preset, mustPass: _mustPass, policy: _policy, matrix, ...fixed } = input;
  let products: { suffix: string; settings: VariantSettings }[] = [{ suffix: '', settings: fixed }];
  for (const [key, values] of Object.entries(matrix ?? {})) {
    if (values === undefined) continue;
    products = products.flatMap(({ suffix, settings }) =>
      values.map((value) => ({
        suffix: `${suffix === '' ? '' : `${suffix} `}${key}=${/Wait|Backoff/.test(key) ? formatDuration(value) : value}`,
        settings: { ...settings, [key]: value },
      })),
    );
  }
  return products;
}
