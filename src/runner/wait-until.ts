import type { Scope } from '../core/scope.ts';

const POLL_MS = 20;

/** Asks every 20 ms until the answer is yes, at most `boundMs`; says whether it was. Rejects when the scope is aborted. */
export async function waitUntil(ask: () => Promise<boolean>, boundMs: number, scope: Scope): Promise<boolean> {
  const deadlineMs = scope.clock.nowMs() + boundMs;
  for (;;) {
    if (await ask()) return true;
    if (scope.clock.nowMs() >= deadlineMs) return false;
    await scope.clock.sleep(POLL_MS, scope.signal);
  }
}
