import { EXIT } from '../core/exit-codes.ts';
import type { RunResult, TrialResult, Verdict } from '../core/result.ts';
import type { Scenario } from '../core/scenario.ts';

/**
 * The sentence and the exit status of a run (README, exit status). A variant meets the objectives when every one of its
 * trusted trials does, and it has one. A miss of one that must pass is known and counts first; then 4, a variant of the
 * scenario that could never be measured, and 5, one without a trusted trial, or where nothing was lost and only the proof
 * of the recommendation is missing. What tuning adds for comparison is no variant of the scenario and changes nothing.
 */
export function judgeRun(result: RunResult, scenario: Scenario): Verdict {
  const measured = result.trials.filter((trial) => trial.error === null);
  if (measured.length === 0) {
    return {
      exitCode: EXIT.clusterFailed,
      sentence: `No trial could be measured: ${firstLine(result.trials[0]?.error ?? 'none was planned')}`,
    };
  }
  const trusted = measured.filter((trial) => trial.trusted);
  if (trusted.length === 0) {
    return { exitCode: EXIT.notTrusted, sentence: 'Measured, but not to be trusted: every trial has doubts.' };
  }
  const variants = scenario.variants.map((variant) => ({ ...variant, ...outcome(variant.name, trusted) }));
  const missed = judgeMustPass(variants);
  if (missed?.exitCode === EXIT.objectiveMissed) return missed;
  const verdict = missed ?? (scenario.tune === null ? judgeVariants(variants) : judgeTuning(result));
  return heldBack(verdict, variants, result.trials);
}

/** The verdict with the variants that it cannot speak for, and the status that they leave. */
function heldBack(verdict: Verdict, variants: readonly JudgedVariant[], trials: readonly TrialResult[]): Verdict {
  const unmeasured = variants.filter(
    ({ name, judged }) => !judged && !trials.some(({ variant, error }) => variant === name && error === null),
  );
  const [first] = unmeasured;
  if (first !== undefined) {
    const why =
      trials.find(({ variant, error }) => variant === first.name && error !== null)?.error ?? 'it was not tried';
    const names = quoted(unmeasured.map(({ name }) => name));
    return {
      exitCode: EXIT.clusterFailed,
      sentence: `${withoutStop(verdict.sentence)}; ${names} could not be measured: ${firstLine(why)}`,
    };
  }
  const unknown = variants.filter(({ judged }) => !judged);
  if (unknown.length === 0) return verdict;
  const sentence = verdict.sentence.includes('no trusted trial')
    ? verdict.sentence
    : `${withoutStop(verdict.sentence)}; ${withoutTrusted(unknown.map(({ name }) => name))}.`;
  return { exitCode: EXIT.notTrusted, sentence };
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function withoutTrusted(names: readonly string[]): string {
  return `${quoted(names)} ${names.length === 1 ? 'has' : 'have'} no trusted trial to judge by`;
}

interface JudgedVariant {
  readonly name: string;
  readonly mustPass: boolean;
  /** It has a trusted trial. */
  readonly judged: boolean;
  readonly passed: boolean;
}

/** A miss counts before a doubt: it is known. `null`: all that must pass do. */
function judgeMustPass(variants: readonly JudgedVariant[]): Verdict | null {
  const must = variants.filter(({ mustPass, passed }) => mustPass && !passed);
  const missed = must.filter(({ judged }) => judged).map(({ name }) => name);
  if (missed.length > 0) {
    return {
      exitCode: EXIT.objectiveMissed,
      sentence: `${quoted(missed)} must pass and ${missed.length === 1 ? 'misses' : 'miss'} an objective.`,
    };
  }
  if (must.length === 0) return null;
  const names = must.map(({ name }) => name);
  return {
    exitCode: EXIT.notTrusted,
    sentence: `${quoted(names)} must pass and ${names.length === 1 ? 'has' : 'have'} no trusted trial to judge by.`,
  };
}

function judgeVariants(variants: readonly JudgedVariant[]): Verdict {
  const judged = variants.filter((variant) => variant.judged);
  const passed = judged.filter((variant) => variant.passed).map(({ name }) => name);
  const missed = judged.filter((variant) => !variant.passed).map(({ name }) => name);
  if (passed.length === 0) {
    return {
      exitCode: EXIT.objectiveMissed,
      sentence: `No variant meets every objective (${judged.length} judged).`,
    };
  }
  const rest = missed.length === 0 ? '' : `; ${quoted(missed)} ${missed.length === 1 ? 'does' : 'do'} not`;
  return {
    exitCode: EXIT.ok,
    sentence: `${quoted(passed)} ${passed.length === 1 ? 'meets' : 'meet'} every objective${rest}.`,
  };
}

function judgeTuning(result: RunResult): Verdict {
  const { recommendation } = result;
  if (recommendation?.verified === true) {
    return { exitCode: EXIT.ok, sentence: recommendation.sentences[0] ?? 'The recommended settings are verified.' };
  }
  return {
    exitCode: leftInDoubt(result) ? EXIT.notTrusted : EXIT.objectiveMissed,
    sentence: recommendation?.sentences[0] ?? 'No verified recommendation.',
  };
}

/**
 * True when no settings can be judged at all (the load was never measured without doubts, or the limits clash with it,
 * which no measurement can mend), or when nothing was lost with the settings and only their proof is missing: trials in
 * doubt, or too few. Settings that lost and a missed objective are a miss.
 */
function leftInDoubt({ trials, recommendation }: RunResult): boolean {
  if (recommendation?.settings == null) return true;
  const wanted = JSON.stringify(recommendation.settings);
  const own = trials.filter((trial) => trial.trusted && JSON.stringify(trial.settings) === wanted);
  const proofs = own.filter(({ load }) => load.multiple <= recommendation.headroom);
  const lost = proofs.some(({ lossRatio }) => (lossRatio ?? 0) > 0);
  const missed = proofs.some(({ load, objectives }) => load.multiple === 1 && objectives.some(({ met }) => !met));
  return !lost && !missed;
}

function outcome(name: string, trusted: readonly TrialResult[]): { judged: boolean; passed: boolean } {
  const trials = trusted.filter((trial) => trial.variant === name);
  const passed = trials.length > 0 && trials.every((trial) => trial.objectives.every((objective) => objective.met));
  return { judged: trials.length > 0, passed };
}

/** Names in quotes; the first three, then how many more. */
function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3
    ? `${shown.join(', ')} and ${names.length - 3} more`
    : shown.join(shown.length === 2 ? ' and ' : ', ');
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
