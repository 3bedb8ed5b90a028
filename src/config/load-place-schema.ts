import { z } from 'zod';
import type { LoadPlace } from '../core/pod-cluster.ts';
import { count, duration } from './quantities.ts';

const kubernetesQuantity = z.string().regex(/^\d+(\.\d+)?(m|Ki|Mi|Gi|k|M|G)?$/, {
  error: 'expected a Kubernetes quantity such as "500m" or "256Mi"',
});

const via = z
  .enum(['straight', 'loadBalancer'])
  .default('straight')
  .describe(
    'straight: requests go to each API server in turn; loadBalancer: through the one that kind puts before several control planes',
  );

const thisMachineSchema = z.strictObject({
  from: z.literal('this machine').optional().describe('the default'),
  via,
});

const podsSchema = z.strictObject({
  via,
  from: z.literal('pods').describe('parallelism, image and context must be given'),
  parallelism: count.max(1000).describe('pods, each with its share of the load'),
  image: z.string().min(1).describe('holds audit-bench: built from the Dockerfile'),
  context: z.string().min(1).describe('of the kubeconfig; the cluster that the pods run in'),
  kubeconfig: z.string().min(1).optional().describe('default: $KUBECONFIG, ~/.kube/config; relative to this file'),
  namespace: z.string().min(1).default('default').describe('must be there; nothing in it is touched but the own Job'),
  address: z
    .string()
    .min(1)
    .optional()
    .describe('this machine as pods see it; default for kind: the gateway of its network'),
  nodeSelector: z.record(z.string(), z.string()).default({}),
  resources: z
    .strictObject({
      cpu: kubernetesQuantity.optional().describe('requested; a pod may take more where there is more'),
      memory: kubernetesQuantity.optional().describe('requested, and its limit'),
      cpuLimit: kubernetesQuantity
        .optional()
        .describe('where the namespace asks for one: a pod that reaches it stands still, and its requests leave late'),
    })
    .default({})
    .describe('of each pod'),
  startWithin: duration.prefault('60s').describe('how long pods may take until they have called back'),
});

/** Where the load comes from, this machine or the pods of a Job in a cluster of the user's, and which way it takes. */
export const loadPlaceSchema = z
  .discriminatedUnion('from', [podsSchema, thisMachineSchema])
  .optional()
  .describe(
    'default: from processes on this machine, as many as load.workers of the scenario says, straight to each API server',
  );

export function toLoadPlace(input: z.output<typeof loadPlaceSchema>): LoadPlace {
  if (input?.from !== 'pods') return { from: 'this machine' };
  const { via: _, startWithin, kubeconfig = null, address = null, ...rest } = input;
  return {
    ...rest,
    kubeconfig,
    address,
    startWithinMs: startWithin,
  };
}
