import { auditId } from '../../core/audit-id.ts';
import { clusterFailed } from '../../core/errors.ts';
import type { Scope } from '../../core/scope.ts';
import type { Probe } from '../../probes/probe.ts';
import { waitUntil } from '../wait-until.ts';

const READY_MS = 120_000;

/**
 * Waits until every API server passes all of /readyz: a restarted one serves before its last hooks have ended, and what
 * those audit must not fall into a measurement.
 * Errors: AuditBenchError (exit 4) when one does not within two minutes.
 */
export async function waitAllReady(
  probe: Probe,
  instances: readonly string[],
  trialKey: string,
  scope: Scope,
): Promise<void> {
  let asked = 0;
  for (const instance of instances) {
    const isReady = async (): Promise<boolean> => {
      asked += 1;
      return (await probe.get(instance, '/readyz', auditId(trialKey, 'ready', asked), scope.signal)) === 200;
    };
    if (!(await waitUntil(isReady, READY_MS, scope)))
      throw clusterFailed(`/readyz of ${instance} was not 200 within ${READY_MS / 1000} s`);
  }
}
