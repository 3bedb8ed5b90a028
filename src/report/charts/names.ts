import type { TrialResult } from '../../core/result.ts';

/** The longest name that leaves a chart room for its marks. */
const NAME_MAX = 20;

/** A name for each trial that fits an axis and that no other trial has: equal names would be drawn on top of each other. */
export function trialNames(trials: readonly TrialResult[]): (trial: TrialResult) => string {
  const names = distinct(
    trials,
    ({ variant, load, repeat, trusted }) =>
      `${shortName(variant)}${load.multiple === 1 ? '' : ` ${load.multiple}×`} #${repeat}${trusted ? '' : ' (doubt)'}`,
  );
  return (trial) => names.get(trial) ?? trial.id;
}

/** The same for variants. */
export function variantNames(trials: readonly TrialResult[]): (trial: TrialResult) => string {
  const names = distinct([...new Set(trials.map(({ variant }) => variant))], shortName);
  return ({ variant }) => names.get(variant) ?? variant;
}

function distinct<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<T, string> {
  const seen = new Map<string, number>();
  return new Map(
    items.map((item) => {
      const name = nameOf(item);
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return [item, count === 1 ? name : `${name} (${count})`];
    }),
  );
}

/** A long name without its middle: names of a series differ at their ends. */
export function shortName(name: string): string {
  const half = NAME_MAX / 2;
  return name.length <= NAME_MAX ? name : `${name.slice(0, half)}…${name.slice(1 - half)}`;
}
