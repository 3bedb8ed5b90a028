import type { KubernetesObject, PodLoad, PodResources } from '../../../core/pod-cluster.ts';
import { OURS, OWNER_ANNOTATION } from '../../../core/pod-cluster.ts';
import type { CertificatePair } from '../../../core/credentials.ts';
import type { Owner } from '../../../platform/owner.ts';

/** Where the image holds audit-bench (Dockerfile). */
const APP = '/app';
/** Where pods find what they need to call back. */
export const SECRET_DIR = '/etc/audit-bench';
/** What is left of a Job whose runner was killed goes after this. */
const TTL_SECONDS = 60;
/** The user `node` of Node's own images. */
const USER_ID = 1000;

export interface JobOptions {
  readonly name: string;
  readonly load: PodLoad;
  /** `host:port` of the runner. */
  readonly runner: string;
  readonly caPem: string;
  readonly client: CertificatePair;
  /** Of Node in the pods. */
  readonly nodeFlags: readonly string[];
  /** The Job ends by itself after this, whatever has become of the runner. */
  readonly deadlineMs: number;
  readonly owner: Owner;
}

/** Files that the pods read, in the Secret's words. */
export function secretManifest({ name, runner, caPem, client, owner }: JobOptions): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, ...ownership(owner) },
    type: 'Opaque',
    stringData: { runner, 'ca.crt': caPem, 'tls.crt': client.certificatePem, 'tls.key': client.keyPem },
  };
}

/**
 * An Indexed Job whose pods satisfy the `restricted` Pod Security Standard. A pod that fails is not tried again: its
 * share of the load would come late, and twice; the others go on (`backoffLimitPerIndex`, Kubernetes 1.29 and newer).
 */
export function jobManifest({ name, load, nodeFlags, deadlineMs, owner }: JobOptions): KubernetesObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, ...ownership(owner) },
    spec: {
      completionMode: 'Indexed',
      completions: load.parallelism,
      parallelism: load.parallelism,
      // Of each index: with the Job's own limit the first pod that goes away would take all others with it.
      backoffLimitPerIndex: 0,
      activeDeadlineSeconds: Math.ceil(deadlineMs / 1000),
      ttlSecondsAfterFinished: TTL_SECONDS,
      template: { metadata: { labels: OURS }, spec: podSpec(name, load, nodeFlags) },
    },
  };
}

function ownership(owner: Owner): Pick<KubernetesObject['metadata'], 'labels' | 'annotations'> {
  return { labels: OURS, annotations: { [OWNER_ANNOTATION]: JSON.stringify(owner) } };
}

/**
 * CPU is requested and not limited: the kernel stops whoever reaches a limit for the rest of a tenth of a second (Linux
 * Documentation/scheduler/sched-bwc.rst), so that requests would leave that late.
 */
function resourcesOf({ cpu, memory, cpuLimit }: PodResources): object {
  const of = (quantities: Readonly<Record<string, string | undefined>>): object =>
    Object.fromEntries(Object.entries(quantities).filter(([, quantity]) => quantity !== undefined));
  return { requests: of({ cpu, memory }), limits: of({ cpu: cpuLimit, memory }) };
}

function podSpec(name: string, load: PodLoad, nodeFlags: readonly string[]): object {
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 1,
    nodeSelector: load.nodeSelector,
    securityContext: { runAsNonRoot: true, runAsUser: USER_ID, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'load',
        image: load.image,
        command: ['node', ...nodeFlags, `${APP}/dist/programs/pod-process.js`],
        resources: resourcesOf(load.resources),
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        volumeMounts: [{ name: 'runner', mountPath: SECRET_DIR, readOnly: true }],
      },
    ],
    volumes: [{ name: 'runner', secret: { secretName: name } }],
  };
}
