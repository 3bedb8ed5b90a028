import { AuditBenchError } from '../../core/errors.ts';
import { unmetPolicyNeeds } from '../../core/policy-needs.ts';
import { ownStart, type ProviderFactory } from '../provider.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { listenHost, ownPreparation, type ProcessKind, startProcesses } from '../processes/cluster.ts';
import { localApiserverFlags } from './apiserver-flags.ts';
import { startEtcd } from './etcd.ts';
import { unknownFlags } from './known-flags.ts';

/** Real etcd and kube-apiserver as plain processes on loopback. */
export const localProvider: ProviderFactory<'local'> = (local, options) => {
  let found: Binaries | undefined;
  const binaries = async (): Promise<Binaries> => {
    found ??= await findBinaries({ ...options, kubernetesVersion: local.kubernetesVersion });
    return found;
  };
  return {
    name: 'local',
    capabilities: { emulated: false, settings: 'changed', events: 'every API server', logFolders: 'on this machine' },
    async preflight(_scope, { settings, policies }) {
      try {
        const { kubernetesVersion } = await binaries();
        return [
          ...policies.flatMap((policy) => unmetPolicyNeeds(policy, kubernetesVersion)),
          ...(await unknownFlags(await binaries(), local.apiserverFlags, settings)),
        ];
      } catch (error) {
        if (error instanceof AuditBenchError) return error.problems;
        throw error;
      }
    },
    async prepare() {
      return ownPreparation(local.apiservers);
    },
    async start(audit, scope) {
      const { etcd, apiserver, kubernetesVersion, origin } = await binaries();
      const kind: ProcessKind = {
        kubernetesVersion,
        origin,
        apiservers: local.apiservers,
        host: listenHost(local.load),
        program: 'kube-apiserver',
        command: [apiserver],
        startBacking: (dir, inScope) => startEtcd(etcd, dir, inScope),
        flags: (instance, dir, backing) => ({
          ...localApiserverFlags(instance, dir, backing?.url ?? ''),
          ...local.apiserverFlags,
        }),
      };
      return startProcesses(kind, ownStart(audit), scope);
    },
  };
};
