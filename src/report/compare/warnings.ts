import type { RunResult } from '../../core/result.ts';

/** What two runs differ in beside settings and load; their trials are paired all the same, and marked. */
export function warningsOf(a: RunResult, b: RunResult): readonly string[] {
  const warnings: string[] = [];
  const differs = (what: string, left: string, right: string): void => {
    if (left !== right) warnings.push(`other ${what}: ${left} against ${right}`);
  };
  if (emulatedAgainstReal(a, b)) warnings.push('one run is emulated, the other is real');
  differs('provider', a.cluster.provider, b.cluster.provider);
  differs('Kubernetes version', a.cluster.kubernetesVersion, b.cluster.kubernetesVersion);
  differs('number of API servers', String(a.cluster.instances.length), String(b.cluster.instances.length));
  differs('machine', machine(a), machine(b));
  differs('audit-bench version', a.tool.version, b.tool.version);
  return warnings;
}

/** A stand-in against the real thing: a difference between them is no regression and no proof of there being none. */
export function emulatedAgainstReal(a: RunResult, b: RunResult): boolean {
  return a.cluster.emulated !== b.cluster.emulated;
}

function machine({ environment }: RunResult): string {
  return `${environment.cpuCount} × ${environment.cpuModel}`;
}
