import { missingTool } from '../../core/errors.ts';
import { isLoopback } from '../../core/loopback.ts';
import { placeOfBackend } from '../../core/own-backend.ts';
import type { WebhookTarget } from '../../core/target.ts';
import type { SinkDriver } from '../sink.ts';
import { unseenSink } from '../unseen-sink.ts';
import { reachBackend } from './reach-backend.ts';

/** A backend of the user's that the API server POSTs to directly: nothing of it is seen here. */
export const externalSink: SinkDriver<WebhookTarget> = {
  backend: 'webhook',
  async open({ ownBackend, receiverHost }) {
    if (ownBackend === null) throw new Error('no external backend to point at');
    const { hostname } = new URL(ownBackend.url);
    if (isLoopback(hostname) && !isLoopback(receiverHost)) {
      throw missingTool(
        `receiver.external.url: ${placeOfBackend(ownBackend)} is the API server's own node when it POSTs there`,
        `an address of this machine that its nodes can reach, such as ${receiverHost}`,
      );
    }
    await reachBackend(ownBackend);
    return unseenSink({
      backend: 'webhook',
      url: ownBackend.url,
      caPem: ownBackend.caPem,
      clientCertificatePem: ownBackend.client?.certificatePem ?? null,
      clientKeyPem: ownBackend.client?.keyPem ?? null,
    });
  },
};
