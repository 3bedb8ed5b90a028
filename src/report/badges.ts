import { EXIT } from '../core/exit-codes.ts';
import type { RunResult } from '../core/result.ts';

/** A run in a word or two, as it is shown in front of everything else. */
export interface Badge {
  readonly text: string;
  readonly look: 'pass' | 'miss' | 'doubt';
}

/** EMULATED first where it is: nothing that follows was proved on a real kube-apiserver. */
export function badgesOf(result: RunResult): readonly Badge[] {
  const outcome = outcomeOf(result);
  if (!result.cluster.emulated) return [outcome];
  const emulated: Badge = { text: 'EMULATED', look: 'doubt' };
  // What an emulation holds is verified on the emulation only.
  return outcome.text === 'VERIFIED' ? [emulated] : [emulated, outcome];
}

function outcomeOf({ recommendation, verdict, status }: RunResult): Badge {
  if (status === 'running' || verdict === null) return { text: 'NOT FINISHED', look: 'doubt' };
  if (status === 'interrupted') return { text: 'INTERRUPTED', look: 'doubt' };
  if (recommendation !== null) {
    if (!recommendation.verified) return { text: 'NOT VERIFIED', look: 'miss' };
    return { text: recommendation.kept ? 'KEEP WHAT YOU HAVE' : 'VERIFIED', look: 'pass' };
  }
  if (verdict.exitCode === EXIT.ok) return { text: 'OBJECTIVES MET', look: 'pass' };
  if (verdict.exitCode === EXIT.objectiveMissed) return { text: 'OBJECTIVE MISSED', look: 'miss' };
  return { text: 'NOT TO BE TRUSTED', look: 'doubt' };
}
