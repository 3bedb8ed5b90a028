import type { RunResult, TrialResult } from '../core/result.ts';
import type { Reporter } from './reporter.ts';

/** junit.xml: a trial is a test case, an objective that is missed a failure, a doubt makes it skipped. */
export const junitReporter: Reporter = {
  name: 'junit',
  async render(result) {
    return [{ path: 'junit.xml', text: renderJunit(result) }];
  },
};

function renderJunit({ scenario, cluster, trials }: RunResult): string {
  const failures = trials.filter(
    (trial) => trial.error === null && trial.trusted && trial.objectives.some(({ met }) => !met),
  ).length;
  const errors = trials.filter(({ error }) => error !== null).length;
  const skipped = trials.filter((trial) => trial.error === null && !trial.trusted).length;
  const name = `${scenario.name} on ${cluster.name}${cluster.emulated ? ' (emulated)' : ''}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="audit-bench" tests="${trials.length}" failures="${failures}" errors="${errors}" skipped="${skipped}">`,
    `  <testsuite name="${xml(name)}" tests="${trials.length}" failures="${failures}" errors="${errors}" skipped="${skipped}">`,
    ...trials.flatMap((trial) => testCase(trial, name)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(trial: TrialResult, suite: string): readonly string[] {
  const head = `    <testcase classname="${xml(suite)}" name="${xml(trial.id)}" time="${(trial.durationMs / 1000).toFixed(3)}"`;
  if (trial.error !== null) return [`${head}>`, `      <error message="${xml(trial.error)}"/>`, '    </testcase>'];
  if (!trial.trusted)
    return [
      `${head}>`,
      `      <skipped message="${xml(trial.doubts.map(({ sentence }) => sentence).join('; '))}"/>`,
      '    </testcase>',
    ];
  const missed = trial.objectives.filter(({ met }) => !met);
  if (missed.length === 0) return [`${head}/>`];
  return [
    `${head}>`,
    ...missed.map(
      ({ name, actual, max }) =>
        `      <failure type="${name}" message="${xml(`${name}: ${actual ?? 'not measured'}, at most ${max}`)}"/>`,
    ),
    '    </testcase>',
  ];
}

/** Characters that XML 1.0 forbids are replaced, markup is escaped. */
export function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replace(/[&<>"'\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
