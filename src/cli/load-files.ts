import { dirname, resolve } from 'node:path';
import { parseCluster } from '../config/cluster.ts';
import { parseScenario } from '../config/scenario.ts';
import type { ClusterSpec } from '../core/cluster-spec.ts';
import { badInput, formatProblem, type Problem } from '../core/errors.ts';
import type { Scenario } from '../core/scenario.ts';
import { pathRefusal } from '../core/system-error.ts';
import { readTextIfThere } from '../platform/files.ts';
import { packageFile } from '../platform/package-info.ts';
import { cleanText } from './terminal.ts';

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

/** Errors: AuditBenchError (exit 2) for a file that is not there, is a folder, or has problems. */
export async function loadScenario(file: string, overrides: readonly string[]): Promise<LoadedScenario> {
  const text = await readUserFile(file);
  const readText = (path: string): Promise<string | undefined> => readTextIfThere(resolve(dirname(file), path));
  const scenario = await parseScenario(text, file, overrides, readText);
  for (const warning of scenario.policy.warnings) warnLeftOut(warning);
  return { scenario, file, text };
}

/** Of a policy that is read leniently. */
export function warnLeftOut(warning: Problem): void {
  console.error(cleanText(`Warning: kube-apiserver leaves this out: ${formatProblem(warning)}`));
}

/** The cluster file, or the embedded one that comes with the package. */
export async function loadCluster(file: string | undefined): Promise<LoadedCluster> {
  const path = file ?? packageFile('clusters/embedded.yaml');
  const text = await readUserFile(path);
  const shown = file ?? 'clusters/embedded.yaml';
  return { spec: parseCluster(text, shown), file: shown, text };
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
