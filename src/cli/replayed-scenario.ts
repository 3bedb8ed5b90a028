import { resolve } from 'node:path';
import { readReplay } from '../audit-log/replay-record.ts';
import { badInput } from '../core/errors.ts';
import type { ReplaySpec, Scenario } from '../core/scenario.ts';
import { formatCount } from '../core/units.ts';
import { note } from './output.ts';

/**
 * The scenario with the one phase that its record makes, as long as it is. Says what of the record cannot be sent again.
 * Errors: AuditBenchError (exit 2) for logs that cannot be read, or without a request that can be sent.
 */
export async function withReplay(scenario: Scenario, replay: ReplaySpec, dir: string): Promise<Scenario> {
  const auditLog = replay.auditLog.map((path) => resolve(dir, path));
  const { requests, durationMs, leftOut, objectsNotKept } = await readReplay({ auditLog });
  const named = replay.auditLog.join(', ');
  for (const { name, count } of leftOut) note(`Replay of ${named}: left out are ${formatCount(count)}: ${name}`);
  if (objectsNotKept > 0)
    note(`Replay of ${named}: ${formatCount(objectsNotKept)} bodies beyond the first 256 MiB are made up`);
  if (requests.length === 0) throw badInput(`${named}: none of its requests can be sent again`);
  const playedMs = Math.max(1000, durationMs / replay.speed);
  const ratePerSecond = (requests.length * replay.scale * 1000) / playedMs;
  const phase = { kind: 'constant', name: 'replay', measure: true, ratePerSecond, durationMs: playedMs } as const;
  return { ...scenario, load: { ...scenario.load, replay: { ...replay, auditLog }, phases: [phase] } };
}
