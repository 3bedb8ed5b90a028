import { localProvider } from '../dist/clusters/local/provider.js';
import { kubernetesDefaults, parseScenario, realScope, silentProgress } from '../dist/index.js';
import { webhookSink } from '../dist/sinks/webhook/sink.js';
import { tempDir } from './temp-dir.js';

/** A real kube-apiserver with an audit webhook, for benchmarks that need one. */
export async function startRealApiserver() {
  const runDir = tempDir();
  const scope = realScope({ signal: new AbortController().signal, seed: 1, progress: silentProgress, runDir });
  const text =
    'apiVersion: audit-bench/v1\nkind: Scenario\nname: s\nload: { phases: [{ rate: 1/s, duration: 1s }] }\nvariants: [{ name: a }]\n';
  const { policy } = await parseScenario(text, 's.yaml', [], async () => undefined);
  const sink = await webhookSink.open({ bindAddress: '127.0.0.1', receiverHost: '127.0.0.1', port: 0, seed: 1 }, scope);
  const provider = localProvider(
    { name: 'l', provider: 'local', apiservers: 1, kubernetesVersion: null, apiserverFlags: {} },
    { assetsDir: null, environment: process.env, keep: false },
  );
  const cluster = await provider.start(
    {
      route: { policyText: policy.text, policy: policy.policy, targets: { webhook: sink.target } },
      settings: { webhook: kubernetesDefaults('webhook') },
    },
    scope,
  );
  return {
    instance: cluster.api.instances[0],
    caPem: cluster.api.caPem,
    client: cluster.api.admin,
    close: async () => {
      await cluster.close();
      await sink.close();
    },
  };
}
