import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { ReceiverTarget } from '../../core/target.ts';
import { createAuthority } from '../../platform/certificates.ts';
import type { SinkDriver } from '../sink.ts';
import { reachBackend } from './reach-backend.ts';
import { WatchedReceiver } from './watched-receiver.ts';

/** An HTTPS receiver with its own authority; the client certificate is required. */
export const webhookSink: SinkDriver<ReceiverTarget> = {
  backend: 'webhook',
  async open({ bindAddress, receiverHost, port: wantedPort, given, seed, ownBackend }, scope) {
    if (ownBackend !== null) await reachBackend(ownBackend);
    const authority = await createAuthority('audit-bench-receiver');
    const certificate = given?.certificate ?? (await authority.server([receiverHost]));
    const stranger = await createAuthority('audit-bench-stranger');
    const client = await authority.client('kube-apiserver', ['audit-bench']);
    const start = {
      host: bindAddress,
      certificate,
      wrongCertificate: await stranger.server([receiverHost]),
      clientCaPem: given === undefined ? authority.caPem : given.clientCaPem,
      port: given?.port ?? wantedPort,
      seed,
      backend: ownBackend,
    };
    const receiver = await WatchedReceiver.start(start, join(scope.runDir, 'receiver.log'), (sentence) =>
      scope.progress.note(sentence),
    );
    const host = isIPv6(receiverHost) ? `[${receiverHost}]` : receiverHost;
    return {
      target: {
        backend: 'webhook',
        url: `https://${host}:${receiver.port}/audit`,
        caPem: authority.caPem,
        clientCertificatePem: client.certificatePem,
        clientKeyPem: client.keyPem,
      },
      sees: 'events',
      receiver: {
        async play(plan, startMs) {
          if (startMs === null) await receiver.startAgain();
          await receiver.calls.play({ plan, startMs });
        },
      },
      async recordTo(file) {
        if (file !== null) await receiver.startAgain();
        // Without a process there is no file to close, and why there is none has been told.
        else if (receiver.ended) return;
        await receiver.calls.recordTo(file);
      },
      mark: (atMs) => receiver.calls.mark(atMs),
      counters: () => receiver.calls.counters(),
      flush: () => receiver.calls.flush(),
      onBroken: (listener) => receiver.faults.onBroken(listener),
      close: () => receiver.close(),
    };
  },
};
