import { z } from 'zod';
import { type PlannedRestart, RESTART_KINDS } from '../core/restart.ts';
import { count, durationOrZero } from './quantities.ts';

/** What happens to API servers in the middle of a measurement, as planned. */
export const apiserverSchema = z
  .strictObject({
    faults: z
      .array(
        z.strictObject({
          kind: z
            .enum(RESTART_KINDS)
            .describe('restart: SIGTERM, its buffer is emptied first; kill: SIGKILL, what is in its buffer is lost'),
          at: durationOrZero.default(0).describe('from the start of the measurement'),
          instance: count.default(1).describe('of several API servers, from 1'),
          for: durationOrZero.default(0).describe('it stays away for so long at least; default: started again at once'),
        }),
      )
      .default([]),
  })
  .optional()
  .describe('planned, so no doubt: what is lost is counted as lostAtRestart');

export function toRestarts(input: z.output<typeof apiserverSchema>): readonly PlannedRestart[] {
  return (input?.faults ?? [])
    .map(({ kind, at, instance, for: awayMs }) => ({ fromMs: at, kind, instance, awayMs }))
    .sort((a, b) => a.fromMs - b.fromMs);
}
