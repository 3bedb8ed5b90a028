import type { LocalSpec } from '../../core/cluster-spec.ts';
import { AuditBenchError, type Problem } from '../../core/errors.ts';
import type { FlagValues } from '../../core/flags.ts';
import { runCommand } from '../../platform/programs.ts';
import type { ProviderFactory } from '../provider.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { type ProcessKind, startProcesses } from '../processes/cluster.ts';
import { localApiserverFlags } from './apiserver-flags.ts';
import { startEtcd } from './etcd.ts';

/** Real etcd and kube-apiserver as plain processes on loopback. */
export const localProvider: ProviderFactory = (spec, options) => {
  const local = spec as LocalSpec;
  let found: Binaries | undefined;
  const binaries = async (): Promise<Binaries> => {
    found ??= await findBinaries({ ...options, kubernetesVersion: local.kubernetesVersion });
    return found;
  };
  return {
    name: 'local',
    emulated: false,
    async preflight() {
      try {
        return await unknownFlags((await binaries()).apiserver, local.apiserverFlags);
      } catch (error) {
        if (error instanceof AuditBenchError) return error.problems;
        throw error;
      }
    },
    async prepare() {
      return { bindAddress: '127.0.0.1', receiverHost: '127.0.0.1' };
    },
    async start(route, settings, scope) {
      const { etcd, apiserver, kubernetesVersion, origin } = await binaries();
      const kind: ProcessKind = {
        kubernetesVersion,
        origin,
        apiservers: local.apiservers,
        command: [apiserver],
        startBacking: (dir, inScope) => startEtcd(etcd, dir, inScope),
        flags: (instance, dir, backing) => ({
          ...localApiserverFlags(instance, dir, backing?.url ?? ''),
          ...local.apiserverFlags,
        }),
      };
      return startProcesses(kind, route, settings, scope);
    },
  };
};

/** Flags that this kube-apiserver's own help does not list. */
async function unknownFlags(apiserver: string, flags: FlagValues): Promise<readonly Problem[]> {
  if (Object.keys(flags).length === 0) return [];
  const { stdout } = await runCommand(apiserver, ['--help'], { timeoutMs: 20_000 });
  const known = new Set([...stdout.matchAll(/^ +(?:-\w, )?--([a-z0-9-]+)/gm)].map((match) => match[1]));
  return Object.keys(flags)
    .filter((flag) => !known.has(flag))
    .map((flag) => ({
      message: `apiserverFlags.${flag}: this kube-apiserver has no flag --${flag}`,
      hint: `${apiserver} --help lists them`,
    }));
}
