import { parsePolicy } from '../config/policy/parse.ts';
import { AuditBenchError } from '../core/errors.ts';
import { EXIT } from '../core/exit-codes.ts';
import type { PolicySource } from '../core/scenario.ts';
import { readUserFile, warnLeftOut } from './load-files.ts';

/** Leniently, with the warning: what is asked is what kube-apiserver makes of it. */
export async function loadPolicy(file: string): Promise<PolicySource> {
  const parsed = parsePolicy(await readUserFile(file), file, file, 'lenient');
  if ('problems' in parsed) throw new AuditBenchError(EXIT.badInput, parsed.problems);
  for (const warning of parsed.policy.warnings) warnLeftOut(warning);
  return parsed.policy;
}
