import type { AuditBackend } from '../core/settings.ts';
import { writeFileAtomic } from '../platform/files.ts';
import type { Sink, SinkCounters, SinkDriver } from './sink.ts';

const NOTHING: SinkCounters = {
  delivered: 0,
  deliveredSinceMark: 0,
  refused: 0,
  deliveredByKind: {},
  open: 0,
  log: null,
  pauseMs: 0,
};

/** For events that go where nobody of ours looks. */
export function unseenSink<Target extends Sink['target']>(target: Target): Sink<Target> {
  return {
    target,
    sees: 'nothing',
    receiver: null,
    async recordTo(file) {
      if (file !== null) await writeFileAtomic(file, '');
    },
    mark: async () => {},
    counters: async () => NOTHING,
    flush: async () => {},
    close: async () => {},
  };
}

/** The API servers' own backend, as the user has it. */
export function backendAsItIs(backend: AuditBackend): SinkDriver {
  return {
    backend,
    open: async ({ log }) =>
      backend === 'log'
        ? unseenSink({ backend, folders: [], fileName: '', spec: log.spec })
        : unseenSink({ backend, url: '', caPem: null, clientCertificatePem: null, clientKeyPem: null }),
  };
}
