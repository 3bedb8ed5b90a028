import { Agent } from 'undici';
import { onTestFinished } from 'vitest';
import { DEFAULT_LOG } from '../../src/core/log.ts';
import type { Sink, SinkOptions } from '../../src/sinks/sink.ts';
import type { ReceiverTarget } from '../../src/core/target.ts';

/** For a sink on this machine and one API server. */
export const LOOPBACK_SINK: SinkOptions = {
  bindAddress: '127.0.0.1',
  receiverHost: '127.0.0.1',
  port: 0,
  seed: 1,
  ownBackend: null,
  shipper: null,
  log: { spec: DEFAULT_LOG, instances: ['apiserver-1'], there: null },
};

/** Speaks to a receiver as its API server would; both are given back when the test is over. */
export function clientOf(sink: Sink<ReceiverTarget>): Agent {
  const { caPem, clientCertificatePem, clientKeyPem } = sink.target;
  const agent = new Agent({ connect: { ca: caPem, cert: clientCertificatePem, key: clientKeyPem } });
  onTestFinished(async () => {
    await agent.destroy();
    await sink.close();
  });
  return agent;
}
