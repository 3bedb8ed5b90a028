import { HEALTHY_RECEIVER, withOutage } from '../../../src/core/receiver.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingsToDocument } from '../../../src/core/settings-document.ts';
import { paidFor, whyAgain } from '../../../src/runner/kept-trial.ts';
import type { PlannedTrial } from '../../../src/runner/plan.ts';
import { tempDir } from '../../support/cli.ts';
import { madeUpTrial } from '../../support/results.ts';
import { QUICK } from '../../support/settings.ts';

const PLAN: PlannedTrial = {
  id: 'a-1',
  variant: 'a',
  settings: QUICK,
  isDefaults: false,
  role: 'variant',
  repeat: 1,
  multiple: 1,
  receiver: HEALTHY_RECEIVER,
};
const OLD = madeUpTrial({ id: 'a-1', settings: settingsToDocument(QUICK) });

function trialDir(...files: readonly string[]): string {
  const dir = join(tempDir(), 'a-1');
  mkdirSync(dir);
  for (const file of files) writeFileSync(join(dir, file), '');
  return dir;
}
const whole = (): string => trialDir('trial.json', 'requests.jsonl', 'events.jsonl', 'samples.jsonl');

describe('a trial of an interrupted run', () => {
  test('is kept when it is what the plan asks for and its raw files are there', async () => {
    expect(await whyAgain(OLD, PLAN, whole())).toBeNull();
  });

  test('is measured again when it failed', async () => {
    expect(await whyAgain({ ...OLD, error: 'x' }, PLAN, whole())).toBe('it could not be measured');
  });

  test('is measured again when a raw file is gone', async () => {
    expect(await whyAgain(OLD, PLAN, trialDir('trial.json', 'requests.jsonl', 'events.jsonl'))).toBe(
      'its raw files are gone',
    );
  });

  test('is measured again when the plan means another trial by its id', async () => {
    const others = [
      { settings: { ...QUICK, bufferSize: 1 } },
      { multiple: 2 },
      { receiver: withOutage(HEALTHY_RECEIVER, 1000) },
    ];
    for (const changes of others) {
      expect(await whyAgain(OLD, { ...PLAN, ...changes }, whole())).toBe('it was measured with other settings or load');
    }
  });

  test('stays in the result while this go has not come to it', () => {
    const [a, b] = [OLD, madeUpTrial({ id: 'b-1' })];
    const again = { ...a, durationMs: 1 };
    const kept = new Map([a, b].map((trial) => [trial.id, trial]));
    expect(paidFor([], kept)).toEqual([a, b]);
    expect(paidFor([again], kept)).toEqual([again, b]);
    expect(paidFor([again, b], kept)).toEqual([again, b]);
  });
});
