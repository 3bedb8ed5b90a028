import { dirname, resolve } from 'node:path';
import { parseCluster } from '../config/cluster.ts';
import { parseScenario } from '../config/scenario.ts';
import type { ClusterSpec } from '../core/cluster-spec.ts';
import { badInput, formatProblem, type Problem } from '../core/errors.ts';
import type { Scenario } from '../core/scenario.ts';
import { pathRefusal } from '../core/system-error.ts';
import { readTextIfThere } from '../platform/files.ts';
import { packageFile } from '../platform/package-info.ts';
import { withReplay } from './replayed-scenario.ts';
import { findFile } from './find-file.ts';
import { note } from './output.ts';

export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly file: string;
  readonly text: string;
}

export interface LoadedCluster {
  readonly spec: ClusterSpec;
  readonly file: string;
  readonly text: string;
}

/** `name`: as `findFile`. Errors: AuditBenchError (exit 2) for a file that is not there, is a folder, or has problems. */
export async function loadScenario(name: string, overrides: readonly string[]): Promise<LoadedScenario> {
  const { path: place, shown: file } = await findFile(name, 'scenarios');
  const text = await readUserFile(place);
  const readText = (path: string): Promise<string | undefined> => readTextIfThere(resolve(dirname(place), path));
  const scenario = await parseScenario(text, file, overrides, readText);
  for (const warning of scenario.policy.warnings) warnLeftOut(warning);
  const { replay } = scenario.load;
  return { scenario: replay === undefined ? scenario : await withReplay(scenario, replay, dirname(place)), file, text };
}

/** Of a policy that is read leniently. */
export function warnLeftOut(warning: Problem): void {
  note(`Warning: kube-apiserver leaves this out: ${formatProblem(warning)}`);
}

/** `name`: as `findFile`. Without one, the embedded cluster that comes with the package, whatever stands beside it. */
export async function loadCluster(name: string | undefined): Promise<LoadedCluster> {
  const own = { path: packageFile('clusters/embedded.yaml'), shown: 'clusters/embedded.yaml' };
  const { path, shown } = name === undefined ? own : await findFile(name, 'clusters');
  const text = await readUserFile(path);
  return { spec: besideFile(parseCluster(text, shown), path), file: shown, text };
}

/** Files are named from where the cluster file is. */
function besideFile(spec: ClusterSpec, file: string): ClusterSpec {
  const beside = <Path extends string | null>(path: Path): Path | string =>
    path === null ? path : resolve(dirname(file), path);
  const load = spec.load.from === 'pods' ? { ...spec.load, kubeconfig: beside(spec.load.kubeconfig) } : spec.load;
  if (spec.provider !== 'existing') return { ...spec, load };
  const { receiver } = spec;
  return {
    ...spec,
    load,
    kubeconfig: beside(spec.kubeconfig),
    policy: beside(spec.policy),
    receiver:
      receiver === null
        ? null
        : {
            ...receiver,
            certFile: resolve(dirname(file), receiver.certFile),
            keyFile: resolve(dirname(file), receiver.keyFile),
            clientCaFile: beside(receiver.clientCaFile),
          },
  };
}

export async function readUserFile(file: string): Promise<string> {
  try {
    const text = await readTextIfThere(file);
    if (text !== undefined) return text;
  } catch (error) {
    const refusal = pathRefusal(error);
    if (refusal === null) throw error;
    throw badInput(`${file}: ${refusal.replace('expected a file', 'expected a YAML file')}`);
  }
  throw badInput(`${file}: there is no such file`, `looked for ${resolve(file)}`);
}
