import { sameReceiver } from '../core/receiver.ts';
import type { TrialResult } from '../core/result.ts';
import { settingsToDocument } from '../core/settings-document.ts';
import type { Scenario } from '../core/scenario.ts';
import type { TrialEvidence } from '../tuning/strategy.ts';
import { messageOf } from '../core/errors.ts';
import { hasRawFiles } from './analyse-dir.ts';
import type { analyseMeasured } from './analyse-measured.ts';
import type { PlannedTrial } from './plan.ts';

/**
 * Why a trial of an interrupted run is measured again instead of kept; `null`: it can be kept. Its numbers come from its
 * raw files, and a strategy of another version may mean other settings by the same id.
 */
export async function whyAgain(old: TrialResult, plan: PlannedTrial, dir: string): Promise<string | null> {
  if (old.error !== null) return 'it could not be measured';
  if (!isSame(old, plan)) return 'it was measured with other settings or load';
  return (await hasRawFiles(dir)) ? null : 'its raw files are gone';
}

function isSame(old: TrialResult, plan: PlannedTrial): boolean {
  return (
    JSON.stringify(old.settings) === JSON.stringify(settingsToDocument(plan.settings)) &&
    old.load.multiple === plan.multiple &&
    sameReceiver(old.load.receiver, plan.receiver)
  );
}

export interface OldTrial {
  readonly old: TrialResult;
  readonly plan: PlannedTrial;
  readonly dir: string;
  readonly analyse: () => ReturnType<typeof analyseMeasured>;
}

/**
 * The trial as its raw files have it, or why it is measured again: files that were damaged are no reason to end a run.
 * Where records are kept until they are analysed, its result is all there is, which tells a search too little.
 */
export async function keepTrial(
  { old, plan, dir, analyse }: OldTrial,
  { raw, tune }: Pick<Scenario, 'raw' | 'tune'>,
): Promise<TrialEvidence | string> {
  if (raw === 'until-analysed' && tune === null && old.error === null && isSame(old, plan))
    return { result: old, arrivals: null, durationMs: old.durationMs };
  const why = await whyAgain(old, plan, dir);
  if (why !== null) return why;
  try {
    return { ...(await analyse()), durationMs: old.durationMs };
  } catch (error) {
    return messageOf(error).split('\n')[0] ?? '';
  }
}

/**
 * The trials that result.json has while a resumed run goes on: those that this run has measured or taken over, then those
 * of the interrupted run that it has not reached yet. They cost time once, so a second interruption must not lose them.
 */
export function paidFor(
  measured: readonly TrialResult[],
  kept: ReadonlyMap<string, TrialResult>,
): readonly TrialResult[] {
  const ids = new Set(measured.map(({ id }) => id));
  return [...measured, ...[...kept.values()].filter(({ id }) => !ids.has(id))];
}
