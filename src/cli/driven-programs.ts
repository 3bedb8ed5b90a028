import { makeTools } from '../clusters/kind/tools.ts';
import { findBinaries } from '../clusters/local/binaries.ts';
import { AuditBenchError } from '../core/errors.ts';
import { runCommand } from '../platform/programs.ts';

/** A program of others that a run can need. */
export interface DrivenProgram {
  readonly name: string;
  /** `null`: it is not there, or does not run. */
  readonly version: string | null;
  /** Where it was found, or what to do to have it. */
  readonly said: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** etcd, kube-apiserver, the container engine and kind, as a run would find them. */
export async function drivenPrograms(environment: Environment): Promise<readonly DrivenProgram[]> {
  const [local, kind] = await Promise.all([localPrograms(environment), kindPrograms(environment)]);
  return [...local, ...kind];
}

async function localPrograms(environment: Environment): Promise<readonly DrivenProgram[]> {
  try {
    const { apiserver, etcd, kubernetesVersion, origin } = await findBinaries({
      assetsDir: null,
      environment,
      kubernetesVersion: null,
    });
    return [
      { name: 'kube-apiserver', version: kubernetesVersion, said: `${apiserver} (${origin})` },
      { name: 'etcd', version: await versionOf(etcd, ['--version']), said: etcd },
    ];
  } catch (error) {
    if (!(error instanceof AuditBenchError)) throw error;
    return [{ name: 'kube-apiserver and etcd', version: null, said: 'audit-bench assets install gets both' }];
  }
}

async function kindPrograms(environment: Environment): Promise<readonly DrivenProgram[]> {
  const { engine, installed } = makeTools(environment, null);
  // The server's version: the client alone starts no cluster.
  const engineVersion = installed.engine
    ? await versionOf(engine, ['version', '--format', '{{.Server.Version}}'])
    : null;
  const kindVersion = installed.kind ? await versionOf('kind', ['version']) : null;
  return [
    {
      name: engine,
      version: engineVersion,
      said:
        engineVersion !== null
          ? 'runs'
          : installed.engine
            ? 'is installed and does not answer: start it'
            : 'install Docker, podman or nerdctl',
    },
    {
      name: 'kind',
      version: kindVersion,
      said: kindVersion !== null ? 'on PATH' : 'get it from https://kind.sigs.k8s.io',
    },
  ];
}

async function versionOf(program: string, args: readonly string[]): Promise<string | null> {
  const { stdout, failure } = await runCommand(program, args, { timeoutMs: 10_000 });
  return failure === '' ? (/v?(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1] ?? null) : null;
}
