import { EXIT } from '../core/exit-codes.ts';
import type { RunResult, TrialResult, Verdict } from '../core/result.ts';
import type { Scenario } from '../core/scenario.ts';

/**
 * The sentence and the exit status of a run (design: exit codes). A variant meets the objectives when every one of its
 * trusted trials does, and it has one. 5 only where no trusted trial is left to judge by, at all or of a variant that must
 * pass, or where nothing was lost and only the proof of the recommendation is missing; 4: every trial failed.
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
  return judgeMustPass(variants) ?? (scenario.tune === null ? judgeVariants(variants) : judgeTuning(result));
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
  const unknown = variants.filter((variant) => !variant.judged).map(({ name }) => name);
  const doubtful =
    unknown.length === 0
      ? ''
      : `; ${quoted(unknown)} ${unknown.length === 1 ? 'has' : 'have'} no trusted trial to judge by`;
  if (passed.length === 0) {
    return {
      exitCode: EXIT.objectiveMissed,
      sentence: `No variant meets every objective (${judged.length} judged)${doubtful}.`,
    };
  }
  const rest = missed.length === 0 ? '' : `; ${quoted(missed)} ${missed.length === 1 ? 'does' : 'do'} not`;
  return {
    exitCode: EXIT.ok,
    sentence: `${quoted(passed)} ${passed.length === 1 ? 'meets' : 'meet'} every objective${rest}${doubtful}.`,
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
