import { NO_POLICY, type Policy } from '../core/policy.ts';
import type { ReceiverPlan } from '../core/receiver.ts';
import type { TrialRole } from '../core/result.ts';
import type { PolicySource, Scenario } from '../core/scenario.ts';
import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import type { AuditSettings } from '../core/settings.ts';

/** The policy in force in a trial: none where auditing is off. */
export function policyOf(
  scenario: Pick<Scenario, 'policy'>,
  { policy, settings }: Pick<PlannedTrial, 'policy' | 'settings'>,
): Policy {
  return settings.mode === 'off' ? NO_POLICY : (policy ?? scenario.policy).policy;
}

/** A measurement to make. */
export interface PlannedTrial {
  /** Unique in the run, a folder name. */
  readonly id: string;
  readonly variant: string;
  readonly settings: AuditSettings;
  /** Absent: the scenario's. */
  readonly policy?: PolicySource;
  readonly isDefaults: boolean;
  readonly role: TrialRole;
  /** From 1. */
  readonly repeat: number;
  /** The load is multiplied by it. */
  readonly multiple: number;
  /** How the receiver behaves in it. */
  readonly receiver: ReceiverPlan;
}

/**
 * The trials of a scenario's variants. Repeats go round (a b c a b c): what drifts on the machine meets all variants alike.
 */
export function planTrials(scenario: Scenario): readonly PlannedTrial[] {
  const taken = new Set<string>();
  const slugs = scenario.variants.map(({ name }) => uniqueSlug(name, taken));
  return Array.from({ length: scenario.repeat }, (_, index) => index + 1).flatMap((repeat) =>
    scenario.variants.map((variant, index) => ({
      id: `${slugs[index] ?? 'trial'}-${repeat}`,
      variant: variant.name,
      settings: variant.settings,
      ...(variant.policy === undefined ? {} : { policy: variant.policy }),
      isDefaults: variant.isDefaults,
      role: 'variant' as const,
      repeat,
      multiple: 1,
      receiver: scenario.receiver.plan,
    })),
  );
}

/**
 * Settings that between them set every audit flag that the run will set, for checks before anything is started. What a
 * search tries has other values, but its flags are those of the calibration and of the defaults.
 */
export function settingsOf({ variants, tune, backend }: Scenario): readonly AuditSettings[] {
  return [
    ...variants.map(({ settings }) => settings),
    ...(tune === null ? [] : [tune.calibration, kubernetesDefaults(backend)]),
  ];
}

/** A name as a folder name: what is not a letter, a digit, a dot or a dash becomes a dash. */
export function uniqueSlug(name: string, taken: Set<string>): string {
  const slug =
    name
      .replace(/[^A-Za-z0-9.]+/g, '-')
      .replace(/^[-.]+|-+$/g, '')
      .slice(0, 80) || 'trial';
  let unique = slug;
  for (let number = 2; taken.has(unique); number += 1) unique = `${slug}-${number}`;
  taken.add(unique);
  return unique;
}
