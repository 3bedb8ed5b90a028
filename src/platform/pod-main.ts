import { messageOf } from '../core/errors.ts';

export interface PodPlace {
  /** Folder of the Secret. */
  readonly dir: string;
  readonly index: number;
  readonly pod: string;
}

/**
 * The frame of a program in a pod of an Indexed Job: who it is, from its environment (kubernetes.io docs, Indexed Job:
 * JOB_COMPLETION_INDEX). Ends with status 0 when `work` resolves, with 1 and a line for the pod's log when it throws.
 */
export async function runPod(secretDir: string, work: (place: PodPlace) => Promise<void>): Promise<void> {
  const {
    JOB_COMPLETION_INDEX: index = '0',
    POD_NAME: pod = 'pod',
    AUDIT_BENCH_SECRET_DIR: dir = secretDir,
  } = process.env;
  // A pod that is deleted ends at once: what it has not told is lost either way.
  process.once('SIGTERM', () => process.exit(143));
  try {
    await work({ dir, index: Number(index), pod });
    process.exit(0);
  } catch (error) {
    process.stderr.write(`Error: ${messageOf(error)}\n`);
    process.exit(1);
  }
}
