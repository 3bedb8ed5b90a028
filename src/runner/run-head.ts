import type { ClusterSpec } from '../core/cluster-spec.ts';
import type { RunInputs, RunResult } from '../core/result.ts';
import type { Scenario } from '../core/scenario.ts';
import type { Scope } from '../core/scope.ts';
import { sha256 } from '../platform/digest.ts';
import { readEnvironment } from '../platform/environment.ts';
import { toolVersion } from '../platform/package-info.ts';

/** What is known of a run before its first trial. */
export type RunHead = Pick<
  RunResult,
  'schemaVersion' | 'tool' | 'startedAt' | 'scenario' | 'cluster' | 'environment' | 'inputs' | 'objectives'
>;

export interface HeadOptions {
  readonly scenario: Scenario;
  readonly cluster: ClusterSpec;
  readonly inputs: RunInputs;
  readonly emulated: boolean;
}

/** The tool, the machine and what was asked for, now. */
export function runHead({ scenario, cluster, inputs, emulated }: HeadOptions, scope: Scope): RunHead {
  const { name, description, objectives } = scenario;
  return {
    schemaVersion: 2,
    tool: { name: 'audit-bench', version: toolVersion() },
    startedAt: new Date(scope.clock.nowMs()).toISOString(),
    scenario: { name, description, sha256: sha256(inputs.scenarioText) },
    cluster: {
      name: cluster.name,
      provider: cluster.provider,
      kubernetesVersion: '',
      emulated,
      instances: [],
      origin: '',
    },
    environment: readEnvironment(),
    inputs,
    objectives,
  };
}
