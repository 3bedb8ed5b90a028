import type { AnalysedTrial } from '../analysis/analyse.ts';
import type { TrialResult } from '../core/result.ts';
import { serveParent } from '../platform/child.ts';
import { analyseTrialDir } from './analyse-dir.ts';

/** What it is asked, of a trial's folder. */
export interface AnalysisCalls {
  analyse(dir: string): Promise<AnalysedTrial>;
  /** Without the arrivals, which are most of what there is to send. */
  result(dir: string): Promise<TrialResult>;
}

const calls: AnalysisCalls = {
  analyse: analyseTrialDir,
  result: async (dir) => (await analyseTrialDir(dir)).result,
};
serveParent({ ...calls });
