import { epochMs, realClock } from './clock.ts';

const POLL_MS = 20;

/** Sends a signal to every process of a group, by its leader; false: there is none any more. Signal 0 only asks. */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals | 0): boolean {
  try {
    return leader !== undefined && process.kill(-leader, signal);
  } catch {
    return false;
  }
}

/** SIGTERM to a group, and SIGKILL to what of it still runs after `graceMs`. */
export async function stopGroup(leader: number | undefined, graceMs: number): Promise<void> {
  const deadlineMs = epochMs() + graceMs;
  signalGroup(leader, 'SIGTERM');
  while (signalGroup(leader, 0) && epochMs() < deadlineMs) await realClock.sleep(POLL_MS);
  signalGroup(leader, 'SIGKILL');
}
