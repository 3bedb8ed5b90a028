/** audit-bench as a library: run a scenario, read a run again, ask the model, and the contracts for drivers of one's own. */
export { parseCluster } from './config/cluster.ts';
export { parseScenario } from './config/scenario.ts';
export { AuditBenchError } from './core/errors.ts';
export { EXIT } from './core/exit-codes.ts';
export { kubernetesDefaults } from './core/kubernetes-defaults.ts';
export { simulate } from './pipeline/simulate.ts';
export { realScope, silentProgress } from './platform/run-scope.ts';
export { compareRuns } from './report/compare/compare.ts';
export { analyseTrialDir } from './runner/analyse-dir.ts';
export { reanalyseRun } from './runner/reanalyse.ts';
export { runScenario } from './runner/run.ts';
export { wire } from './wiring.ts';

export type { ClusterProvider } from './clusters/provider.ts';
export type { ClusterSpec } from './core/cluster-spec.ts';
export type { RunResult, TrialResult } from './core/result.ts';
export type { Scenario } from './core/scenario.ts';
export type { Scope } from './core/scope.ts';
export type { LoadDriver } from './load/generator.ts';
export type { ProbeDriver } from './probes/probe.ts';
export type { Reporter } from './report/reporter.ts';
export type { Drivers } from './runner/drivers.ts';
export type { SinkDriver } from './sinks/sink.ts';
export type { SearchStrategy } from './tuning/strategy.ts';
