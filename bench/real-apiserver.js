import { localProvider } from '../dist/clusters/local/provider.js';
import { kubernetesDefaults, parseCluster, parseScenario, realScope, silentProgress } from '../dist/index.js';
import { webhookSink } from '../dist/sinks/webhook/sink.js';
import { tempDir } from './temp-dir.js';

/**
 * A real kube-apiserver with an audit webhook, for benchmarks that need one. `policy`: a shorthand; `windows`: faults of
 * its receiver, from the beginning.
 */
export async function startRealApiserver({
  policy: shorthand = 'metadata',
  settings = kubernetesDefaults('webhook'),
  windows = [],
} = {}) {
  const runDir = tempDir();
  const scope = realScope({ signal: new AbortController().signal, seed: 1, progress: silentProgress, runDir });
  const text = `apiVersion: audit-bench/v1\nkind: Scenario\nname: s\npolicy: ${shorthand}\nload: { phases: [{ rate: 1/s, duration: 1s }] }\nvariants: [{ name: a }]\n`;
  const { policy } = await parseScenario(text, 's.yaml', [], async () => undefined);
  const sink = await webhookSink.open(
    { bindAddress: '127.0.0.1', receiverHost: '127.0.0.1', port: 0, seed: 1, ownBackend: null },
    scope,
  );
  const provider = localProvider(
    parseCluster('apiVersion: audit-bench/v1\nkind: Cluster\nname: l\nprovider: local\n', 'c.yaml'),
    { assetsDir: null, environment: process.env, keep: false },
  );
  const cluster = await provider.start(
    {
      route: { policyText: policy.text, policy: policy.policy, targets: { webhook: sink.target } },
      settings: { webhook: settings },
    },
    scope,
  );
  if (windows.length > 0) await sink.receiver.play({ latencyMs: 0, windows }, Date.now());
  return {
    sink,
    runDir,
    instance: cluster.api.instances[0],
    caPem: cluster.api.caPem,
    client: cluster.api.admin,
    close: async () => {
      await cluster.close();
      await sink.close();
    },
  };
}
