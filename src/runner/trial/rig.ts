import { join } from 'node:path';
import type { Cluster } from '../../clusters/provider.ts';
import { trialKeyFrom } from '../../core/audit-id.ts';
import type { ApiAccess } from '../../core/api.ts';
import type { UsableCredentials } from '../../core/credentials.ts';
import { clusterFailed } from '../../core/errors.ts';
import type { LoadSpec, Scenario } from '../../core/scenario.ts';
import type { Resource, Scope } from '../../core/scope.ts';
import type { AuditChange } from '../../core/target.ts';
import type { LoadGenerator } from '../../load/generator.ts';
import { JsonLinesWriter } from '../../platform/files.ts';
import { Held } from '../../platform/held.ts';
import type { Probe } from '../../probes/probe.ts';
import type { Sink } from '../../sinks/sink.ts';
import type { Drivers } from '../drivers.ts';
import type { PlannedTrial } from '../plan.ts';
import { type Filler, findFiller } from './filler.ts';
import { Pusher } from './push.ts';

/** What the trials of a run have in common. */
export interface TrialContext {
  readonly scenario: Scenario;
  readonly drivers: Drivers;
  readonly cluster: Cluster;
  readonly sink: Sink;
  readonly filler: Filler;
  readonly seed: number;
  /** This machine as the API servers see it. */
  readonly receiverHost: string;
  /** Settings that the cluster was started with and no trial has used yet. */
  unused: AuditChange | null;
}

/** Everything that one trial measures with; closed in reverse order, whatever happens. */
export interface TrialRig extends Resource {
  readonly plan: PlannedTrial;
  readonly context: TrialContext;
  readonly scope: Scope;
  readonly trialKey: string;
  /** Names of the API servers. */
  readonly instances: readonly string[];
  /** As system:masters: readings and readiness. */
  readonly probe: Probe;
  /** Of the policy in force. */
  readonly filler: Filler;
  /** As the load's identity: proves the path, fills batches up. */
  readonly pusher: Pusher;
  readonly generator: LoadGenerator;
  /** samples.jsonl. */
  readonly samples: JsonLinesWriter;
  /** Keeps something that is opened on the way, to be closed with the rest. */
  keep<Kept extends Resource>(resource: Kept): Kept;
}

/** Records go into `dir` from now on; `fault` is told when they cannot. Gives everything back when it throws. */
export async function openRig(
  plan: PlannedTrial,
  context: TrialContext,
  dir: string,
  scope: Scope,
  fault: (cause: Error) => void,
): Promise<TrialRig> {
  const { scenario, drivers, cluster, sink } = context;
  const { api } = cluster;
  const filler = fillerOf(plan, context);
  const trialKey = trialKeyFrom(scope.random());
  const held = new Held();
  try {
    held.keep({ close: () => sink.recordTo(null) });
    await sink.recordTo(join(dir, 'events.jsonl'));
    const own = await api.credentialsFor(scenario.load.identity);
    const credentials = loadCredentials(scenario.load, own, api);
    const shared = { instances: api.instances, caPem: api.caPem, trialKey };
    const probe = held.keep(await drivers.probe.open({ ...shared, client: api.admin }, scope));
    const pathProbe = held.keep(await drivers.probe.open({ ...shared, client: own }, scope));
    const { load } = scenario;
    const { multiple } = plan;
    const recordFile = join(dir, 'requests.jsonl');
    const { receiverHost } = context;
    const loadOptions = {
      ...shared,
      receiverHost,
      load,
      multiple,
      ...(api.balancer === undefined ? {} : { balancer: api.balancer }),
      credentials,
      admin: api.admin,
      seed: context.seed,
      ...(cluster.settings === null ? { onTrouble: 'hold back' as const } : {}),
      recordFile,
    };
    return {
      plan,
      context,
      scope,
      trialKey,
      instances: api.instances.map(({ name }) => name),
      probe,
      filler,
      pusher: new Pusher(pathProbe, sink, filler, trialKey, scope),
      generator: held.keep(await drivers.load.open(loadOptions, scope)),
      samples: held.keep(new JsonLinesWriter(join(dir, 'samples.jsonl'), fault)),
      keep: (resource) => held.keep(resource),
      close: () => held.close(),
    };
  } catch (error) {
    await held.close().catch(() => {});
    throw error;
  }
}

/** A load of one identity has a certificate of its own; for several a proxy speaks, each request with its own headers. */
function loadCredentials(
  { identity, requests, replay }: LoadSpec,
  own: UsableCredentials,
  api: ApiAccess,
): UsableCredentials {
  if (replay === undefined && requests.every((request) => request.identity === undefined)) return own;
  if (api.frontProxy !== null) return { kind: 'front-proxy', proxy: api.frontProxy, identity };
  throw clusterFailed(
    'load.requests names several identities, and this cluster has no front proxy that could speak for them',
    'leave out "as", or use a cluster of audit-bench\'s own',
  );
}

/** A policy of the variant's own may audit another request; runScenario has seen that each audits one. */
function fillerOf({ policy }: PlannedTrial, { scenario, filler }: TrialContext): Filler {
  return policy === undefined ? filler : (findFiller(scenario.load, policy.policy, 'audit-bench') ?? filler);
}
