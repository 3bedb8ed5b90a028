import { availableParallelism, constants, setPriority } from 'node:os';
import { execaSync } from 'execa';

/** The lowest real-time priority: above every ordinary process, below whatever else is real-time. */
const REAL_TIME_PRIORITY = '1';

/**
 * Asks the system to run this process's main thread as soon as it is due. Linux gives an ordinary thread its core only
 * when another's slice ends, up to 4 ms later, whatever its nice value; a real-time one at once (sched(7), SCHED_FIFO;
 * util-linux's `chrt` asks for it). `processes` ask for it together; a core is left to everyone else.
 * Only root may; without it everything works, less evenly.
 */
export function raisePriority(processes: number): void {
  if (processes < availableParallelism() && becomeRealTime()) return;
  try {
    setPriority(constants.priority.PRIORITY_HIGHEST);
  } catch {
    // Not permitted: a send lag that is too large becomes a doubt of the trial.
  }
}

/** Whether `raisePriority` gets a real-time one here, tried on a program that does nothing. */
export function canRaisePriority(): boolean {
  return !execaSync('chrt', ['--fifo', REAL_TIME_PRIORITY, 'true'], { reject: false }).failed;
}

function becomeRealTime(): boolean {
  return !execaSync('chrt', ['--fifo', '--pid', REAL_TIME_PRIORITY, String(process.pid)], { reject: false }).failed;
}
