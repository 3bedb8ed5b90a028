import { messageOf, missingTool } from '../../core/errors.ts';
import { type OwnBackend, placeOfBackend } from '../../core/own-backend.ts';
import { verifyServer } from '../../platform/tls-check.ts';

/** Before the cluster starts. Errors: AuditBenchError (exit 3) with what keeps us from connecting. */
export async function reachBackend(backend: OwnBackend): Promise<void> {
  const { via, url, caPem, client } = backend;
  try {
    const credentials = client === null ? null : ({ ...client, kind: 'certificate' } as const);
    await verifyServer({ origin: new URL(url).origin, caPem, client: credentials });
  } catch (error) {
    throw missingTool(
      `receiver.${via}.url: ${placeOfBackend(backend)} cannot be reached: ${messageOf(error)}`,
      'the backend under test must be running before audit-bench is; caFile names the authority of its certificate',
    );
  }
}
