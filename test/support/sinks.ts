import { DEFAULT_LOG } from '../../src/core/log.ts';
import type { SinkOptions } from '../../src/sinks/sink.ts';

/** For a sink on this machine and one API server. */
export const LOOPBACK_SINK: SinkOptions = {
  bindAddress: '127.0.0.1',
  receiverHost: '127.0.0.1',
  port: 0,
  seed: 1,
  ownBackend: null,
  log: { spec: DEFAULT_LOG, instances: ['apiserver-1'], there: null },
};
