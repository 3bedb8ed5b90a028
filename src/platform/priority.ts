import { constants, setPriority } from 'node:os';

/** Asks the system to prefer this process; only root may, and without it everything works, less evenly. */
export function raisePriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // Not permitted: a send lag that is too large becomes a doubt of the trial.
  }
}
