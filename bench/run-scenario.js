// Runs a scenario given as text on a cluster given as text, quietly; for the benchmarks.
import { parseCluster, parseScenario, realScope, runScenario, silentProgress, wire } from '../dist/index.js';
import { tempDir } from './temp-dir.js';

const head = (kind, name) => `apiVersion: audit-bench/v1\nkind: ${kind}\nname: ${name}\n`;

/** `version`: of Kubernetes, for the local provider; without it the default. */
export function clusterText(provider, apiservers = 1, version = '') {
  const key = provider === 'kind' ? 'controlPlanes' : 'apiservers';
  const image = process.env.AUDIT_BENCH_KIND_IMAGE;
  const node = provider === 'kind' && image !== undefined ? `image: ${image}\n` : '';
  const kubernetes = version === '' ? '' : `kubernetesVersion: "${version}"\n`;
  return `${head('Cluster', `bench-${provider}`)}provider: ${provider}\n${key}: ${apiservers}\n${node}${kubernetes}`;
}

export function scenarioText(name, body) {
  return `${head('Scenario', name)}${body}\n`;
}

/** Resolves with the RunResult; its run directory is in the system's place for temporary files. `heard`: of the progress. */
export async function runText(scenario, cluster, heard = {}) {
  const progress = { ...silentProgress, ...heard };
  const { signal } = new AbortController();
  const parsed = await parseScenario(scenario, 'bench.yaml', [], async () => undefined);
  const spec = parseCluster(cluster, 'bench-cluster.yaml');
  const runDir = tempDir();
  const drivers = wire(parsed, spec, { assetsDir: null, environment: process.env, keep: false });
  const scope = realScope({ signal, seed: 1, progress, runDir });
  const inputs = {
    scenarioFile: 'bench.yaml',
    scenarioText: scenario,
    clusterFile: 'bench-cluster.yaml',
    clusterText: cluster,
    policyText: parsed.policy.text,
    overrides: [],
    seed: 1,
    command: 'bench',
  };
  const options = { scenario: parsed, cluster: spec, inputs };
  return { result: await runScenario(options, drivers, scope), runDir };
}
