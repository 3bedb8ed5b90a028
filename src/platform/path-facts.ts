import { stat } from 'node:fs/promises';
import { badInput } from '../core/errors.ts';
import { pathRefusal } from '../core/system-error.ts';

/** What the system says of a file or a folder: permission bits as chmod counts them, owner. Errors: AuditBenchError (exit 2). */
export async function pathFacts(
  path: string,
): Promise<{ readonly path: string; readonly mode: number; readonly uid: number }> {
  try {
    const { mode, uid } = await stat(path);
    return { path, mode: mode & 0o7777, uid };
  } catch (error) {
    const refusal = pathRefusal(error);
    throw refusal === null ? error : badInput(`${path}: ${refusal}`);
  }
}
