import { clusterFailed } from '../../core/errors.ts';
import type { Clock } from '../../core/scope.ts';
import type { Connection } from './connection.ts';

/** The namespace controller deletes what is in it, and some of that takes its time to end. */
const GONE_MS = 90_000;
const POLL_MS = 500;

/**
 * Deletes the namespace of a load and waits until it has gone, and with it all that was in it.
 * Errors: AuditBenchError (exit 4) when it is still there then, with what to do.
 */
export async function clearNamespace(connection: Connection, namespace: string, clock: Clock): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}`;
  // The run may have been interrupted: what it made goes all the same.
  const signal = AbortSignal.timeout(GONE_MS + 10_000);
  const asked = await connection.ask('DELETE', path, null, signal);
  const deadlineMs = clock.nowMs() + GONE_MS;
  for (let status = asked.status; status !== 404; status = (await connection.get(connection.server, path)).status) {
    if (status === 401 || status === 403 || clock.nowMs() > deadlineMs)
      throw clusterFailed(
        `${connection.context}: namespace ${namespace} is still there (${status}), and what the load made in it`,
        `kubectl --context ${connection.context} delete namespace ${namespace}`,
      );
    await clock.sleep(POLL_MS);
  }
}

/** Namespaces of loads that nobody took away. */
export async function leftNamespaces(connection: Connection): Promise<readonly string[]> {
  const answer = await connection.get(connection.server, '/api/v1/namespaces?limit=500').catch(() => null);
  if (answer?.status !== 200) return [];
  const { items } = JSON.parse(answer.text) as { readonly items: readonly { readonly metadata: { name: string } }[] };
  return items.map(({ metadata }) => metadata.name).filter((name) => /^audit-bench-[a-z0-9]{6}$/.test(name));
}
