import { join } from 'node:path';
import type { Scope } from '../core/scope.ts';
import { forkPeer } from '../platform/child.ts';
import { recordBytes } from '../platform/packed-file.ts';
import { remote } from '../platform/typed-channel.ts';
import type { TrialEvidence } from '../tuning/strategy.ts';
import { analyseTrialDir } from './analyse-dir.ts';
import type { AnalysisCalls } from './analysis-process.ts';

type Analysed = Pick<TrialEvidence, 'result' | 'arrivals'>;

/** The records of some 500,000 requests, whose analysis takes about 50 MiB (docs/scaling.md). */
const LARGE_BYTES = 100e6;

/**
 * Analyses a trial that was measured; `arrivals`: whether a search asks for them. A large one is analysed in a process of
 * its own: its memory goes back to the system, the run stays small and hears a Ctrl-C meanwhile.
 * Errors: as `analyseTrialDir`; how the process ended, when it was ended.
 */
export async function analyseMeasured(
  dir: string,
  arrivals: 'wanted' | 'not wanted',
  scope: Pick<Scope, 'runDir' | 'signal'>,
  largeBytes = LARGE_BYTES,
): Promise<Analysed> {
  if ((await recordBytes(join(dir, 'requests.jsonl'))) < largeBytes) return analyseTrialDir(dir);
  const peer = forkPeer('analysis-process', join(scope.runDir, 'analysis.log'));
  const stop = (): void => void peer.close();
  scope.signal.addEventListener('abort', stop, { once: true });
  try {
    const calls = remote<AnalysisCalls>(peer);
    return arrivals === 'wanted' ? await calls.analyse(dir) : { result: await calls.result(dir), arrivals: null };
  } finally {
    scope.signal.removeEventListener('abort', stop);
    await peer.close();
  }
}
