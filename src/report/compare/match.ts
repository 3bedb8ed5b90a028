import { OLD_DIGEST } from '../../core/version-1.ts';
import type { RunResult, TrialResult } from '../../core/result.ts';

/** Repeats of the same settings under the same load, in both runs. */
export interface MatchedTrials {
  readonly baseline: readonly TrialResult[];
  readonly other: readonly TrialResult[];
}

/** Why trials with the same settings cannot be compared: what they were measured under differs. */
export type OtherLoad =
  | 'other audit policy'
  | 'other load or receiver'
  | 'recorded by an older version: run `audit-bench report RUN --reanalyse` first';

export interface Matches {
  readonly matched: readonly MatchedTrials[];
  /** Trials without a partner or with doubts, each with the reason. */
  readonly leftOut: readonly string[];
  /** `null`: no trials had the same settings under another load. */
  readonly otherLoad: OtherLoad | null;
}

/**
 * Pairs trusted trials by settings, multiple and digest of the load. A difference between trials of other loads would be
 * read as one of settings, so they are never paired, however alike the rest is.
 */
export function matchTrials(baseline: RunResult, other: RunResult): Matches {
  const [left, right] = [groups(baseline, loadKey), groups(other, loadKey)];
  const [leftSettings, rightSettings] = [groups(baseline, settingsKey), groups(other, settingsKey)];
  const otherLoad = whatDiffers(baseline, other);
  const matched: MatchedTrials[] = [];
  const leftOut: string[] = [...untrusted(baseline, 'baseline'), ...untrusted(other, 'other')];
  const differing = new Set<string>();
  const leaveOut = (trials: readonly TrialResult[], elsewhere: ReadonlyMap<string, unknown>, missing: string): void => {
    const settings = keyOf(trials, settingsKey);
    if (differing.has(settings)) return;
    if (elsewhere.has(settings)) differing.add(settings);
    leftOut.push(`${nameOf(trials)}: ${elsewhere.has(settings) ? otherLoad : missing}`);
  };
  for (const [key, trials] of left) {
    const partners = right.get(key);
    if (partners === undefined) leaveOut(trials, rightSettings, 'only in the baseline');
    else matched.push({ baseline: trials, other: partners });
  }
  for (const [key, trials] of right)
    if (!left.has(key)) leaveOut(trials, leftSettings, `only in ${other.scenario.name} of ${other.startedAt}`);
  return { matched, leftOut, otherLoad: differing.size > 0 ? otherLoad : null };
}

function whatDiffers(baseline: RunResult, other: RunResult): OtherLoad {
  if (isOld(baseline) !== isOld(other))
    return 'recorded by an older version: run `audit-bench report RUN --reanalyse` first';
  return baseline.inputs.policyText === other.inputs.policyText ? 'other load or receiver' : 'other audit policy';
}

function isOld({ trials }: RunResult): boolean {
  return trials.some(({ load }) => load.requestsSha256.startsWith(OLD_DIGEST));
}

type Key = (trial: TrialResult) => string;

const settingsKey: Key = ({ settings, load }) => `${JSON.stringify(settings)} ${load.multiple}`;
/** All that is known of the load, whatever a later version adds to it. */
const loadKey: Key = ({ settings, load }) => JSON.stringify([settings, load]);

function groups({ trials }: RunResult, key: Key): ReadonlyMap<string, readonly TrialResult[]> {
  const byKey = new Map<string, TrialResult[]>();
  for (const trial of trials.filter(({ trusted }) => trusted))
    byKey.set(key(trial), [...(byKey.get(key(trial)) ?? []), trial]);
  return byKey;
}

function keyOf(trials: readonly TrialResult[], key: Key): string {
  return trials[0] === undefined ? '' : key(trials[0]);
}

function untrusted({ trials }: RunResult, run: string): readonly string[] {
  return trials
    .filter(({ trusted }) => !trusted)
    .map(({ id, error }) => `${id} of the ${run}: ${error === null ? 'has doubts' : 'failed'}`);
}

/** What a group of repeats is called: its variant, and the multiple where it is not 1. */
export function nameOf(trials: readonly TrialResult[]): string {
  const trial = trials[0];
  if (trial === undefined) return '';
  return `${trial.variant}${trial.load.multiple === 1 ? '' : ` at ${trial.load.multiple}×`}`;
}
