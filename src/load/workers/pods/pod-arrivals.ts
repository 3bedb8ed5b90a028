import type { Socket } from 'node:net';
import { clusterFailed } from '../../../core/errors.ts';
import type { PodCluster, PodLoad } from '../../../core/pod-cluster.ts';
import type { Scope } from '../../../core/scope.ts';
import { type SocketPeer, socketPeer } from '../../../platform/socket-channel.ts';
import { HELLO, type PodHello, readHello } from './pod-channel.ts';

const POLL_MS = 500;
/** A Job tries again and again, each time with another name. */
const POD_NAME = /"audit-bench-[^"]*"/g;

/** A pod that has called back. */
export interface ArrivedPod extends PodHello {
  readonly peer: SocketPeer;
}

/** Gathers the pods of a Job as they call back, each under its index. */
export class PodArrivals {
  readonly #arrived: (ArrivedPod | undefined)[] = [];
  readonly #load: PodLoad;

  constructor(load: PodLoad) {
    this.#load = load;
  }

  /** A connection has come; one that does not say hello as a pod of ours, or comes a second time, is closed. */
  take(socket: Socket): void {
    const peer = socketPeer(socket, 'a pod');
    peer.on(HELLO, (data) => {
      const hello = readHello(data, this.#load.parallelism);
      if (hello === null || this.#arrived[hello.index] !== undefined) socket.destroy();
      else this.#arrived[hello.index] = { ...hello, peer };
    });
  }

  /**
   * Waits until all are there.
   * Errors: AuditBenchError (exit 4) with what keeps the first of them, in Kubernetes' words: at once where waiting does
   * not help, else when the time is up.
   */
  async all(job: string, cluster: PodCluster, scope: Scope): Promise<readonly ArrivedPod[]> {
    const { parallelism, startWithinMs } = this.#load;
    const deadlineMs = scope.clock.nowMs() + startWithinMs;
    let told: string | null = null;
    for (;;) {
      const there = this.#arrived.filter((pod) => pod !== undefined);
      if (there.length === parallelism) return there;
      const { reason, hopeless } = await waitingReason(job, cluster, parallelism);
      const late = scope.clock.nowMs() >= deadlineMs;
      if (hopeless || late) throw neverCame({ there: there.length, load: this.#load, reason, late });
      const same: string | null = reason?.replaceAll(POD_NAME, '') ?? told;
      if (reason !== null && same !== told) scope.progress.note(`pods for the load: ${reason}`);
      told = same;
      await scope.clock.sleep(POLL_MS, scope.signal);
    }
  }
}

async function waitingReason(
  job: string,
  cluster: PodCluster,
  wanted: number,
): Promise<{ reason: string | null; hopeless: boolean }> {
  const pods = await cluster.pods(job);
  const told = pods.filter(({ reason }) => reason !== null);
  const worst = told.find(({ hopeless }) => hopeless) ?? told[0];
  if (worst !== undefined) return { reason: `${worst.name}: ${worst.reason ?? ''}`, hopeless: worst.hopeless };
  // A quota may let some of them be made.
  return { reason: pods.length < wanted ? await cluster.jobProblem(job) : null, hopeless: false };
}

function neverCame(at: { there: number; load: PodLoad; reason: string | null; late: boolean }) {
  const { parallelism, startWithinMs, image } = at.load;
  const late = at.late ? ` within ${startWithinMs / 1000} s` : '';
  const missing = `load.from pods: only ${at.there} of ${parallelism} pods called back${late}`;
  if (at.reason === null)
    return clusterFailed(
      missing,
      'pods must reach this machine: load.address is how they see it; a firewall may be between',
    );
  return clusterFailed(`${missing}: ${at.reason}`, hintFor(at.reason, image));
}

function hintFor(reason: string, image: string): string {
  if (/Image/.test(reason))
    return `build it (Dockerfile) and put it where the nodes find it; into kind: kind load docker-image ${image} --name CLUSTER`;
  // A kubelet that was too busy to see why a container was killed (128 + SIGKILL) gives no more than that.
  if (/OOMKilled|StartError|RunContainerError|exit status 137$/.test(reason))
    return 'where memory is short, by load.resources or by a LimitRange of the namespace: load.resources: { memory: 256Mi }';
  if (/must specify/.test(reason)) {
    const keys = /limits\.cpu/.test(reason) ? 'cpu, memory, cpuLimit' : 'cpu, memory';
    return `the quota of the namespace wants to know what each pod takes: load.resources: { ${keys} }`;
  }
  if (/PodSecurity/.test(reason))
    return 'the pods keep to the restricted standard: what the namespace demands is more, choose another with load.namespace';
  if (/Unschedulable|quota|LimitRange|maximum|minimum|less than or equal/i.test(reason))
    return 'lower load.parallelism or load.resources, or choose other nodes with load.nodeSelector';
  return 'kubectl describe of the pods says more';
}
