import { type Finding, note, wrong } from '../core/finding.ts';

export const BASELINE_VERSION = 'audit-bench/v1';

/** What the audit rests on, as digests: whoever alters a log alters the policy first. */
export interface Baseline {
  readonly baseline: typeof BASELINE_VERSION;
  readonly recordedAt: string;
  /** SHA-256, hexadecimal, by what the file is. */
  readonly files: Readonly<Partial<Record<BaselineFile, string>>>;
  /** The audit flags in force; `null`: none were given. */
  readonly flags: Readonly<Record<string, string>> | null;
}

export type BaselineFile = 'policy' | 'kubeconfig';

/** What is not as it was recorded. `places`: the files that were looked at. */
export function baselineFindings(
  recorded: Baseline,
  now: Baseline,
  places: Readonly<Partial<Record<BaselineFile, string>>>,
): readonly Finding[] {
  const kinds: readonly BaselineFile[] = ['policy', 'kubeconfig'];
  const since = `since ${recorded.recordedAt}`;
  const files = kinds.flatMap((kind) => {
    const [before, after] = [recorded.files[kind], now.files[kind]];
    if (before === undefined && after === undefined) return [];
    if (before === undefined) return [note('baseline', `the ${kind} is in no baseline`)];
    if (after === undefined) return [note('baseline', `the ${kind} of the baseline was not looked at: give --${kind}`)];
    if (before === after) return [];
    const place = { file: places[kind] ?? '', line: null };
    return [
      wrong(
        'baseline',
        `the ${kind} is another one ${since} (SHA-256 ${after.slice(0, 12)}…, was ${before.slice(0, 12)}…)`,
        place,
      ),
    ];
  });
  return [...files, ...flagFindings(recorded.flags, now.flags, since)];
}

function flagFindings(before: Baseline['flags'], after: Baseline['flags'], since: string): readonly Finding[] {
  if (before === null) return [];
  if (after === null)
    return [note('baseline', 'the audit flags of the baseline were not looked at: give --manifest or --flags')];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted().flatMap((name) => {
    if (before[name] === after[name]) return [];
    return [
      wrong('baseline', `--${name} is ${after[name] ?? 'not set'} and was ${before[name] ?? 'not set'} ${since}`),
    ];
  });
}
