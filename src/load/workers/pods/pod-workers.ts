import { badInput } from '../../../core/errors.ts';
import { intendedCount } from '../../../core/intended-times.ts';
import type { PodCluster, PodLoad } from '../../../core/pod-cluster.ts';
import type { Scope } from '../../../core/scope.ts';
import { createAuthority } from '../../../platform/certificates.ts';
import { Held } from '../../../platform/held.ts';
import { ownerHere } from '../../../platform/owner.ts';
import { listenTls } from '../../../platform/tls-sockets.ts';
import type { WorkerOptions, WorkersOptions } from '../../generator.ts';
import { remoteWorker } from '../remote-worker.ts';
import { SHORT_PAUSES } from '../short-pauses.ts';
import { type LoadWorkerDriver, WorkerLost } from '../worker.ts';
import { jobManifest, secretManifest } from './job-manifest.ts';
import { type ArrivedPod, PodArrivals } from './pod-arrivals.ts';

/** Beyond start and load: set-up, drain, clean-up. The Job ends by itself then, whatever has become of the runner. */
const MARGIN_MS = 600_000;
/** Without a rate a burst is assumed to go as slowly as this, for the deadline alone. */
const SLOW_BURST_PER_SECOND = 50;

/**
 * Workers in the pods of an Indexed Job, a share for each. They call this machine back over TLS with certificates of
 * the trial's own authority; everything else they need, credentials among it, comes over that channel.
 */
export function podWorkers(load: PodLoad, connect: (scope: Scope) => Promise<PodCluster>): LoadWorkerDriver {
  return {
    async open(options, scope) {
      if (options.load.replay !== undefined)
        throw badInput(
          'load.replay: the record is on this machine, where pods cannot read it',
          'replay it from this machine: a cluster file without "load"',
        );
      const cluster = await connect(scope);
      const held = new Held();
      const close = (): Promise<void> => held.close();
      try {
        const pods = await startPods(load, cluster, { options, scope, held });
        const workers = pods.map((pod) => podWorker(pod, { cluster, job: jobName(options.trialKey), scope, close }));
        for (const [index, worker] of workers.entries())
          await worker.calls.open({ options, shard: { index, of: pods.length }, processes: 1 });
        return workers;
      } catch (error) {
        // What cannot be deleted could not be made either: the first refusal is the one to tell.
        await close().catch(() => {});
        throw error;
      }
    },
  };
}

async function startPods(
  load: PodLoad,
  cluster: PodCluster,
  { options, scope, held }: { options: WorkersOptions; scope: Scope; held: Held },
): Promise<readonly ArrivedPod[]> {
  const host = load.address ?? options.receiverHost;
  if (load.address === null && /^(127\.|localhost$|::1$)/.test(host))
    throw badInput(
      `load.address: pods cannot reach this machine at ${host}`,
      "name the address that they see it at, such as the gateway of the nodes' network",
    );
  const authority = await createAuthority('audit-bench load');
  const arrivals = new PodArrivals(load);
  const listener = held.keep(
    await listenTls({
      host,
      certificate: await authority.server([host]),
      clientCaPem: authority.caPem,
      onSocket: (socket) => arrivals.take(socket),
    }),
  );
  const name = jobName(options.trialKey);
  const job = {
    name,
    load,
    runner: `${host.includes(':') ? `[${host}]` : host}:${listener.port}`,
    caPem: authority.caPem,
    client: await authority.client('load', []),
    nodeFlags: SHORT_PAUSES,
    deadlineMs: load.startWithinMs + loadMs(options) + MARGIN_MS,
    owner: await ownerHere(scope.runDir),
  };
  held.keep({ close: () => cluster.delete(name) });
  scope.progress.step(`starting ${load.parallelism} pods in ${load.context}`);
  await cluster.create(jobManifest(job), secretManifest(job));
  return arrivals.all(name, cluster, scope);
}

function jobName(trialKey: string): string {
  return `audit-bench-${trialKey}`;
}

function loadMs({ load, multiple }: WorkerOptions): number {
  return load.phases.reduce(
    (sum, phase) =>
      sum +
      (phase.kind === 'burst' ? (intendedCount(phase, multiple) / SLOW_BURST_PER_SECOND) * 1000 : phase.durationMs),
    0,
  );
}

interface PodPlace {
  readonly cluster: PodCluster;
  readonly job: string;
  readonly scope: Scope;
  readonly close: () => Promise<void>;
}

/** A pod that goes away fails whatever it was asked with how it went, as the cluster tells it. */
function podWorker(
  { pod, peer }: ArrivedPod,
  { cluster, job, scope, close }: PodPlace,
): ReturnType<typeof remoteWorker> {
  const worker = remoteWorker(pod, peer, close);
  const orHowItWent = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      const gone = await Promise.race([peer.ended, Promise.resolve(null)]);
      // Whoever is interrupted has closed the connections itself.
      if (gone === null || scope.signal.aborted) throw error;
      const lost = new WorkerLost(`${pod}, a pod that sent load, ${(await howItWent(pod, cluster, job)) ?? gone}`);
      scope.progress.note(lost.message);
      throw lost;
    }
  };
  return {
    ...worker,
    nowMs: () => orHowItWent(worker.nowMs()),
    setUp: () => orHowItWent(worker.setUp()),
    start: (run, listener) => orHowItWent(worker.start(run, listener)),
    cleanUp: () => orHowItWent(worker.cleanUp()),
  };
}

async function howItWent(pod: string, cluster: PodCluster, job: string): Promise<string | null> {
  const pods = await cluster.pods(job).catch(() => null);
  if (pods === null) return null;
  const state = pods.find(({ name }) => name === pod);
  if (state === undefined) return 'was deleted';
  return state.reason === null ? null : `ended: ${state.reason}`;
}
