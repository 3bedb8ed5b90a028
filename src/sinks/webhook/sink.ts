import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { clusterFailed, messageOf, missingTool } from '../../core/errors.ts';
import type { WebhookTarget } from '../../core/target.ts';
import { createAuthority } from '../../platform/certificates.ts';
import { forkPeer } from '../../platform/child.ts';
import type { SinkCounters, SinkDriver } from '../sink.ts';
import type { ReceiverStart } from './receiver-process.ts';

/** An HTTPS receiver with its own authority; the client certificate is required. */
export const webhookSink: SinkDriver<WebhookTarget> = {
  backend: 'webhook',
  async open({ bindAddress, receiverHost, port: wantedPort, seed }, scope) {
    const authority = await createAuthority('audit-bench-receiver');
    const certificate = await authority.server([receiverHost]);
    const client = await authority.client('kube-apiserver', ['audit-bench']);
    const peer = forkPeer('sinks/webhook/receiver-process.js', join(scope.runDir, 'receiver.log'));
    const start: ReceiverStart = {
      host: bindAddress,
      certificate,
      clientCaPem: authority.caPem,
      port: wantedPort,
      seed,
    };
    let port: number;
    try {
      port = await peer.call<number>('start', start);
    } catch (error) {
      await peer.close();
      throw openFailure(messageOf(error), bindAddress, wantedPort);
    }
    const host = isIPv6(receiverHost) ? `[${receiverHost}]` : receiverHost;
    return {
      target: {
        backend: 'webhook',
        url: `https://${host}:${port}/audit`,
        caPem: authority.caPem,
        clientCertificatePem: client.certificatePem,
        clientKeyPem: client.keyPem,
      },
      receiver: { play: (plan, startMs) => peer.call('play', { plan, startMs }) },
      recordTo: (file) => peer.call('recordTo', file),
      mark: (atMs) => peer.call('mark', atMs),
      counters: () => peer.call<SinkCounters>('counters'),
      flush: () => peer.call('flush'),
      close: () => peer.close(),
    };
  },
};

function openFailure(reason: string, bindAddress: string, port: number): Error {
  if (reason.includes('EADDRINUSE')) {
    return missingTool(
      `receiver.port: ${port} is in use on ${bindAddress}`,
      'choose another port, or leave it out for a free one',
    );
  }
  return clusterFailed(
    `the receiver cannot listen on ${bindAddress}: ${reason}`,
    'the address must belong to this machine',
  );
}
