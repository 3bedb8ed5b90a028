import { embeddedProvider } from './clusters/embedded/provider.ts';
import { kindProvider } from './clusters/kind/provider.ts';
import { localProvider } from './clusters/local/provider.ts';
import type { ProviderFactory, ProviderOptions } from './clusters/provider.ts';
import type { ClusterSpec, ProviderName } from './core/cluster-spec.ts';
import type { Scenario } from './core/scenario.ts';
import { loadDriver } from './load/driver.ts';
import { forkedWorker } from './load/workers/forked-worker.ts';
import { apiserverProbe } from './probes/apiserver-probe.ts';
import { clientScript } from './platform/package-info.ts';
import { makeReporters } from './report/reporters.ts';
import type { Drivers } from './runner/drivers.ts';
import { webhookSink } from './sinks/webhook/sink.ts';
import type { SearchStrategy } from './tuning/strategy.ts';
import { tuningStrategy } from './tuning/tuning-strategy.ts';

/** The only table that names drivers. */
const PROVIDERS: Readonly<Record<ProviderName, ProviderFactory>> = {
  embedded: embeddedProvider,
  local: localProvider,
  kind: kindProvider,
};

/** The drivers for a scenario on a cluster. */
export function wire(scenario: Scenario, spec: ClusterSpec, options: ProviderOptions): Drivers {
  const provider = PROVIDERS[spec.provider](spec, options);
  return {
    provider,
    sink: webhookSink,
    load: loadDriver(forkedWorker),
    probe: apiserverProbe,
    strategy: wireStrategy(scenario, provider.emulated),
    reporters: makeReporters(clientScript()),
  };
}

/** The strategy that a scenario asks for; `null`: it does not tune. */
export function wireStrategy(scenario: Scenario, emulated: boolean): SearchStrategy | null {
  return scenario.tune === null ? null : tuningStrategy(scenario, emulated);
}
