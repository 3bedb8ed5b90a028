import { EXIT } from '../core/exit-codes.ts';
import type { RunResult, TrialResult, Verdict } from '../core/result.ts';
import type { Scenario } from '../core/scenario.ts';

/**
 * The sentence and the exit status of a run (design: exit codes). A variant meets the objectives when every one of its
 * trusted trials does, and it has one. 5: no trusted trial is left; 4: every trial failed.
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
  if (scenario.tune !== null) return judgeTuning(result);
  const variants = scenario.variants.map((variant) => ({ ...variant, ...outcome(variant.name, trusted) }));
  const broken = variants.filter(({ mustPass, passed }) => mustPass && !passed).map(({ name }) => name);
  const passed = variants.filter((variant) => variant.passed).map(({ name }) => name);
  const missed = variants.filter((variant) => variant.measured && !variant.passed).map(({ name }) => name);
  if (broken.length > 0) {
    return {
      exitCode: EXIT.objectiveMissed,
      sentence: `${quoted(broken)} must pass and ${broken.length === 1 ? 'misses' : 'miss'} an objective.`,
    };
  }
  if (passed.length === 0) {
    return {
      exitCode: EXIT.objectiveMissed,
      sentence: `No variant meets every objective (${variants.length} measured).`,
    };
  }
  const rest = missed.length === 0 ? '' : `; ${quoted(missed)} ${missed.length === 1 ? 'does' : 'do'} not`;
  return {
    exitCode: EXIT.ok,
    sentence: `${quoted(passed)} ${passed.length === 1 ? 'meets' : 'meet'} every objective${rest}.`,
  };
}

function judgeTuning({ recommendation }: RunResult): Verdict {
  if (recommendation?.verified === true) {
    return { exitCode: EXIT.ok, sentence: recommendation.sentences[0] ?? 'The recommended settings are verified.' };
  }
  // Nothing fits: the limits clash with the load, which no measurement can mend (exit 5); else a proof failed.
  return {
    exitCode: recommendation?.settings == null ? EXIT.notTrusted : EXIT.objectiveMissed,
    sentence: recommendation?.sentences[0] ?? 'No verified recommendation.',
  };
}

function outcome(name: string, trusted: readonly TrialResult[]): { measured: boolean; passed: boolean } {
  const trials = trusted.filter((trial) => trial.variant === name);
  const passed = trials.length > 0 && trials.every((trial) => trial.objectives.every((objective) => objective.met));
  return { measured: trials.length > 0, passed };
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
