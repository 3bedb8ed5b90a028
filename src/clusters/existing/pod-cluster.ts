import { badInput, clusterFailed, messageOf } from '../../core/errors.ts';
import {
  type KubernetesObject,
  OURS,
  OWNER_ANNOTATION,
  type PodCluster,
  type PodPlace,
  type PodState,
} from '../../core/pod-cluster.ts';
import type { Clock } from '../../core/scope.ts';
import { podState } from './pod-state.ts';
import { findKubeconfig } from './find-kubeconfig.ts';
import { openKubeConfig } from './kube-config.ts';

/** Pods get a second to end, and the cluster's own controllers need a few to notice. */
const DELETED_MS = 30_000;
const POLL_MS = 200;

export interface PodClusterOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Whether pods may be started in a cluster that is not on this machine; default: not given. */
  readonly consent?: 'given' | 'not given';
}

/** The namespace that a load's pods run in, through the user's kubeconfig. Errors: AuditBenchError (exit 2 or 4). */
export async function connectPodCluster(place: PodPlace, options: PodClusterOptions): Promise<PodCluster> {
  const { clock } = options;
  const { BatchV1Api, CoreV1Api } = await import('./kubernetes-client.ts');
  const config = await openKubeConfig(await findKubeconfig(place.kubeconfig, options.environment), place.context);
  const server = config.getCurrentCluster()?.server ?? '';
  if (options.consent !== 'given') refuseElsewhere(place, server);
  const core = config.makeApiClient(CoreV1Api);
  const batch = config.makeApiClient(BatchV1Api);
  const { namespace } = place;
  /** An answer of the API server as a sentence: what was wanted, where, and what to do. */
  const asked = async <T>(verb: string, resource: string, call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      throw refusal(error, { verb, resource, place });
    }
  };
  const unlessGone = async (call: Promise<unknown>): Promise<void> => {
    await call.catch((error: unknown) => {
      if (codeOf(error) !== 404) throw error;
    });
  };
  const ofJob = (job: string) => ({ namespace, labelSelector: `batch.kubernetes.io/job-name=${job}` });
  const pods = async (job: string): Promise<readonly PodState[]> =>
    (await asked('list', 'pods', core.listNamespacedPod(ofJob(job)))).items.map(podState);
  return {
    async create(job: KubernetesObject, secret: KubernetesObject) {
      const made = await asked('create', 'jobs', batch.createNamespacedJob({ namespace, body: job }));
      // The Secret comes long before the first pod asks for it, and goes when the Job does.
      const owner = { apiVersion: 'batch/v1', kind: 'Job', name: job.metadata.name, uid: made.metadata?.uid ?? '' };
      const owned = { ...secret, metadata: { ...secret.metadata, ownerReferences: [owner] } };
      await asked('create', 'secrets', core.createNamespacedSecret({ namespace, body: owned }));
    },
    pods,
    async jobs() {
      const labelSelector = Object.entries(OURS)
        .map(([name, value]) => `${name}=${value}`)
        .join(',');
      const { items } = await asked('list', 'jobs', batch.listNamespacedJob({ namespace, labelSelector }));
      return items.map(({ metadata }) => ({
        name: metadata?.name ?? '',
        owner: metadata?.annotations?.[OWNER_ANNOTATION] ?? '',
      }));
    },
    async jobProblem(job) {
      const fieldSelector = `involvedObject.name=${job},type=Warning`;
      const events = await core.listNamespacedEvent({ namespace, fieldSelector }).catch(() => null);
      const last = events?.items.at(-1);
      return last === undefined ? null : `${last.reason ?? ''}: ${last.message ?? ''}`;
    },
    async delete(job) {
      const propagationPolicy = 'Background';
      await asked('delete', 'jobs', unlessGone(batch.deleteNamespacedJob({ name: job, namespace, propagationPolicy })));
      await asked('delete', 'secrets', unlessGone(core.deleteNamespacedSecret({ name: job, namespace })));
      const deadlineMs = clock.nowMs() + DELETED_MS;
      while ((await pods(job)).length > 0) {
        if (clock.nowMs() > deadlineMs)
          throw clusterFailed(`pods of job ${job} in ${place.context} are still there after ${DELETED_MS / 1000} s`);
        await clock.sleep(POLL_MS);
      }
    },
  };
}

function codeOf(error: unknown): number | null {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' ? code : null;
}

/** Kubernetes' own message of a refusal, from the Status that is the body. */
function statusMessage(error: unknown): string {
  const { body } = error as { body?: unknown };
  try {
    const status = (typeof body === 'string' ? JSON.parse(body) : body) as { message?: string };
    return status.message ?? messageOf(error);
  } catch {
    return messageOf(error);
  }
}

/** A cluster on this machine is the user's own; any other may be one that people work with. */
function refuseElsewhere({ context }: PodPlace, server: string): void {
  const { hostname } = new URL(server);
  if (/^(127\.[\d.]+|localhost|\[::1\])$/.test(hostname)) return;
  throw badInput(
    `load.context: ${context} is ${server}, and the pods of a load take what they can get there`,
    '--yes-load-this-cluster where that is meant; load.resources bounds each pod',
  );
}

function refusal(error: unknown, { verb, resource, place }: { verb: string; resource: string; place: PodPlace }) {
  const { context, namespace } = place;
  const code = codeOf(error);
  if (code === null)
    return clusterFailed(`${context} cannot be reached: ${messageOf(error)}`, 'look at load.context and its server');
  const message = `${context}, namespace ${namespace}: ${verb} ${resource}: ${statusMessage(error)}`;
  if (code === 403 && /quota|PodSecurity/.test(message))
    return clusterFailed(message, 'the namespace allows no more: choose another with load.namespace');
  if (code === 403)
    return badInput(message, `audit-bench rbac --namespace ${namespace} prints what a load from pods needs`);
  if (code === 404) return badInput(message, `make the namespace: kubectl create namespace ${namespace}`);
  return clusterFailed(message);
}
