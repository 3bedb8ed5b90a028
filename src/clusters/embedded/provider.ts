import { join } from 'node:path';
import { unmetPolicyNeeds } from '../../core/policy-needs.ts';
import { formatDuration } from '../../core/units.ts';
import { programFile } from '../../platform/package-info.ts';
import { nodeExecutable } from '../../platform/programs.ts';
import { listenHost, ownPreparation, type ProcessKind, startProcesses } from '../processes/cluster.ts';
import { ownStart, type ProviderFactory } from '../provider.ts';

/**
 * An emulated API server in a process of its own; needs nothing but Node. Several of them share no store: set-up makes
 * its objects on each.
 */
export const embeddedProvider: ProviderFactory<'embedded'> = ({
  kubernetesVersion,
  apiservers,
  load,
  serviceTimeMs,
}) => {
  const kind: ProcessKind = {
    kubernetesVersion: `${kubernetesVersion} (emulated)`,
    origin: 'emulated by audit-bench',
    apiservers,
    host: listenHost(load),
    program: 'the emulated API server',
    command: [nodeExecutable(), programFile('apiserver-process')],
    startBacking: null,
    flags: ({ host, port }, dir) => ({
      'bind-address': host,
      'secure-port': String(port),
      'tls-cert-file': join(dir, 'server.crt'),
      'tls-private-key-file': join(dir, 'server.key'),
      'client-ca-file': join(dir, 'ca.crt'),
      'requestheader-client-ca-file': join(dir, 'requestheader-ca.crt'),
      'emulated-version': kubernetesVersion,
      'emulated-service-time': formatDuration(serviceTimeMs),
    }),
  };
  return {
    name: 'embedded',
    capabilities: { emulated: true, settings: 'changed', events: 'every API server', logFolders: 'on this machine' },
    preflight: async (_scope, { policies }) =>
      policies.flatMap((policy) => unmetPolicyNeeds(policy, kubernetesVersion)),
    prepare: async () => ownPreparation(apiservers),
    start: (audit, scope) => startProcesses(kind, ownStart(audit), scope),
  };
};
