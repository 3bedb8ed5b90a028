import { embeddedProvider } from './clusters/embedded/provider.ts';
import { kindProvider } from './clusters/kind/provider.ts';
import { existingProvider } from './clusters/existing/provider.ts';
import { localProvider } from './clusters/local/provider.ts';
import type { ClusterProvider, ProviderFactory, ProviderOptions } from './clusters/provider.ts';
import { connectPodCluster } from './clusters/existing/pod-cluster.ts';
import type { LoadPlace } from './core/pod-cluster.ts';
import { podWorkers } from './load/workers/pods/pod-workers.ts';
import type { LoadWorkerDriver } from './load/workers/worker.ts';
import type { ClusterSpec, ClusterSpecs, ProviderName } from './core/cluster-spec.ts';
import type { Scenario } from './core/scenario.ts';
import { type AuditBackend, otherBackend } from './core/settings.ts';
import { loadDriver } from './load/driver.ts';
import { watchDriver } from './load/watch-driver.ts';
import { forkedWorkers } from './load/workers/forked-workers.ts';
import { apiserverProbe } from './probes/apiserver-probe.ts';
import { clientScript } from './platform/package-info.ts';
import { makeReporters } from './report/reporters.ts';
import type { Drivers } from './runner/drivers.ts';
import type { SinkDriver } from './sinks/sink.ts';
import { logSink } from './sinks/log-file/sink.ts';
import { shippedLogSink } from './sinks/shipper/sink.ts';
import { backendAsItIs } from './sinks/unseen-sink.ts';
import { externalSink } from './sinks/webhook/external-sink.ts';
import { webhookSink } from './sinks/webhook/sink.ts';
import type { SearchStrategy } from './tuning/strategy.ts';
import { tuningStrategy } from './tuning/tuning-strategy.ts';

/** The only table that names drivers. */
const PROVIDERS: { readonly [Name in ProviderName]: ProviderFactory<Name> } = {
  embedded: embeddedProvider,
  local: localProvider,
  kind: kindProvider,
  existing: existingProvider,
};

/** Where each backend's events go. */
const SINKS: Readonly<Record<AuditBackend, SinkDriver>> = { webhook: webhookSink, log: logSink };

function makeProvider<Name extends ProviderName>(
  name: Name,
  spec: ClusterSpecs[Name],
  options: ProviderOptions,
): ClusterProvider {
  return PROVIDERS[name](spec, options);
}

/** Who sends the load, by where it comes from. */
const WORKERS: {
  readonly [From in LoadPlace['from']]: (
    place: Extract<LoadPlace, { readonly from: From }>,
    options: ProviderOptions,
  ) => LoadWorkerDriver;
} = {
  'this machine': () => forkedWorkers,
  pods: (place, options) => podWorkers(place, ({ clock }) => connectPodCluster(place, { ...options, clock })),
};

function makeWorkers(place: LoadPlace, options: ProviderOptions): LoadWorkerDriver {
  return place.from === 'pods' ? WORKERS.pods(place, options) : WORKERS[place.from](place, options);
}

/** The drivers for a scenario on a cluster. */
export function wire(scenario: Scenario, spec: ClusterSpec, options: ProviderOptions): Drivers {
  const provider = makeProvider(spec.provider, spec, options);
  if (spec.provider === 'existing') return onExisting(scenario, spec, provider, options);
  return {
    provider,
    sink: wireSink(scenario),
    alongside: scenario.alongside === null ? null : SINKS[otherBackend(scenario.backend)],
    load: loadDriver(makeWorkers(spec.load, options)),
    probe: apiserverProbe,
    strategy: wireStrategy(scenario, provider.capabilities.emulated),
    reporters: makeReporters(clientScript()),
  };
}

/** Of the backend that is measured. */
function wireSink({ backend, receiver }: Scenario): SinkDriver {
  if (receiver.shipper !== null) return shippedLogSink;
  return receiver.backend?.via === 'external' ? externalSink : SINKS[backend];
}

/** Its flags stay, so there is nothing to search; without consent nothing is sent. */
function onExisting(
  { backend }: Scenario,
  spec: ClusterSpecs['existing'],
  provider: ClusterProvider,
  options: ProviderOptions,
): Drivers {
  return {
    provider,
    sink: spec.receiver === null ? backendAsItIs(backend) : webhookSink,
    alongside: null,
    load: options.consent === 'given' ? loadDriver(makeWorkers(spec.load, options)) : watchDriver,
    probe: apiserverProbe,
    strategy: null,
    reporters: makeReporters(clientScript()),
  };
}

/** The strategy that a scenario asks for; `null`: it does not tune. */
export function wireStrategy(scenario: Scenario, emulated: boolean): SearchStrategy | null {
  return scenario.tune === null ? null : tuningStrategy(scenario, emulated);
}
