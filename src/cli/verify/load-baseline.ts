import { z } from 'zod';
import { badInput } from '../../core/errors.ts';
import { type Baseline, BASELINE_VERSION } from '../../verify/baseline.ts';
import { readUserFile } from '../load-files.ts';

const baselineSchema = z.object({
  baseline: z.literal(BASELINE_VERSION),
  recordedAt: z.string(),
  files: z.object({ policy: z.string().optional(), kubeconfig: z.string().optional() }),
  flags: z.record(z.string(), z.string()).nullable(),
});

/** Errors: AuditBenchError (exit 2) for a file that is no baseline. */
export async function loadBaseline(file: string): Promise<Baseline> {
  const text = await readUserFile(file);
  try {
    return baselineSchema.parse(JSON.parse(text)) as Baseline;
  } catch {
    throw badInput(`${file}: is no baseline`, 'audit-bench verify … --write-baseline FILE writes one');
  }
}
