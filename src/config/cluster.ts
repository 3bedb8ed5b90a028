import { z } from 'zod';
import type { ClusterSpec } from '../core/cluster-spec.ts';
import { DEFAULT_KUBERNETES_VERSION } from '../core/kubernetes-defaults.ts';
import { AuditBenchError, type Problem } from '../core/errors.ts';
import { EXIT } from '../core/exit-codes.ts';
import { loadPlaceSchema, toLoadPlace } from './load-place-schema.ts';
import type { YamlSource } from './yaml-document.ts';
import { readDocument } from './overrides.ts';
import { problemAt, show, sortProblems, zodProblems } from './problems.ts';
import { count, durationOrZero, rate, size } from './quantities.ts';

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
  error: (issue) => `expected a name of lower-case letters, digits and dashes, got ${show(issue.input)}`,
});
const version = z.string().regex(/^v?1\.\d+(\.\d+)?$/, {
  error: (issue) => `expected a Kubernetes version such as "1.37", got ${show(issue.input)}`,
});
const head = { apiVersion: z.literal('audit-bench/v1'), kind: z.literal('Cluster'), name, load: loadPlaceSchema };
const flagValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({});

const embeddedSchema = z.strictObject({
  ...head,
  provider: z.literal('embedded'),
  apiservers: count.max(8).default(1),
  kubernetesVersion: version.default(DEFAULT_KUBERNETES_VERSION),
  serviceTime: durationOrZero.default(0).describe('time a request takes inside the emulated API server'),
});

const localSchema = z.strictObject({
  ...head,
  provider: z.literal('local'),
  apiservers: count.max(8).default(1),
  kubernetesVersion: version.optional().describe('default: whatever binaries are found'),
  apiserverFlags: flagValues.describe('more flags of kube-apiserver, name without dashes: value'),
});

const kindSchema = z.strictObject({
  ...head,
  provider: z.literal('kind'),
  controlPlanes: count.max(5).default(1),
  image: z.string().min(1).optional().describe('node image; default: the one the installed kind ships'),
  kubernetesVersion: version.optional(),
  full: z.boolean().default(false).describe('with CNI and kube-proxy; false: a quiet control plane'),
  apiserverFlags: flagValues,
  nodeLimits: z.strictObject({ cpus: z.number().positive().optional(), memory: size.optional() }).prefault({}),
  recreate: z
    .enum(['always', 'when-needed'])
    .default('when-needed')
    .describe('a new cluster for every change of settings, or only when one fails'),
});

const existingSchema = z.strictObject({
  ...head,
  provider: z.literal('existing'),
  kubeconfig: z.string().min(1).optional().describe('default: $KUBECONFIG, ~/.kube/config; relative to this file'),
  context: z.string().min(1).optional().describe('of the kubeconfig; default: its current one'),
  ceiling: rate
    .optional()
    .describe('requests per second that a load may have at most; without it the cluster is only read'),
  auditFlags: flagValues.optional().describe('flags of its API servers, where they cannot be read from their pods'),
  policy: z.string().min(1).optional().describe('file of the audit policy in use; relative to this file'),
  receiver: z
    .strictObject({
      bind: z.string().min(1).default('0.0.0.0').describe('address of this machine that it listens on'),
      port: count.max(65_535).describe('the one that the webhook kubeconfig of the API servers names'),
      certFile: z.string().min(1).describe('PEM of the certificate that it shows; relative to this file'),
      keyFile: z.string().min(1),
      clientCaFile: z
        .string()
        .min(1)
        .optional()
        .describe('PEM of who signs the certificates of the API servers; without it they need none'),
    })
    .optional()
    .describe('where its audit webhook leads, when that is here: the account is by events, too'),
});

/** A cluster file, version audit-bench/v1; `provider` decides which keys there are. */
export const clusterSchemas = {
  embedded: embeddedSchema,
  local: localSchema,
  kind: kindSchema,
  existing: existingSchema,
} as const;

/**
 * Reads a cluster file.
 * Errors: AuditBenchError (exit 2) with every problem of the file, sorted by line.
 */
export function parseCluster(text: string, file: string): ClusterSpec {
  const source = readDocument(text, file, []);
  const provider = (source.value as { provider?: unknown }).provider;
  // Looked for among its own names: an object has others, such as "constructor".
  const schema = Object.hasOwn(clusterSchemas, String(provider))
    ? clusterSchemas[provider as keyof typeof clusterSchemas]
    : undefined;
  if (schema === undefined) {
    const sentence = provider === undefined ? 'is missing' : `unknown provider ${show(provider)}`;
    const known = Object.keys(clusterSchemas).join(', ');
    throw new AuditBenchError(EXIT.badInput, [
      problemAt(source, ['provider'], `${sentence}, expected one of ${known}`),
    ]);
  }
  const parsed = schema.safeParse(source.value);
  if (!parsed.success) throw new AuditBenchError(EXIT.badInput, zodProblems(source, parsed.error, schema));
  const input = parsed.data;
  const problems = [
    ...flagProblems(source, input),
    ...addressProblems(source, input),
    ...balancerProblems(source, input),
  ];
  if (problems.length > 0) throw new AuditBenchError(EXIT.badInput, sortProblems(problems));
  return toSpec(input);
}

type ClusterInput = z.output<(typeof clusterSchemas)[keyof typeof clusterSchemas]>;

function flagProblems(source: YamlSource, input: ClusterInput): readonly Problem[] {
  return Object.keys('apiserverFlags' in input ? input.apiserverFlags : {})
    .filter((flag) => flag.startsWith('audit-') || flag.startsWith('-'))
    .map((flag) =>
      problemAt(
        source,
        ['apiserverFlags', flag],
        flag.startsWith('-')
          ? 'flags are written without dashes in front'
          : 'audit flags are what audit-bench sets, use "variants" in the scenario',
      ),
    );
}

/** API servers that are processes of this machine listen on loopback, where no pod gets. */
function addressProblems(source: YamlSource, { provider, load }: ClusterInput): readonly Problem[] {
  if (provider === 'kind' || load?.from !== 'pods' || load.address !== undefined) return [];
  return [
    problemAt(
      source,
      ['load', 'address'],
      provider === 'existing'
        ? 'is missing: pods call this machine back when they have started'
        : `is missing: the API servers of provider ${provider} then listen on loopback only, where pods cannot reach them`,
      "name this machine's address as pods see it",
    ),
  ];
}

/** Only kind makes a balancer, and only for several control planes. */
function balancerProblems(source: YamlSource, input: ClusterInput): readonly Problem[] {
  if (input.load?.via !== 'loadBalancer' || (input.provider === 'kind' && input.controlPlanes > 1)) return [];
  return [
    problemAt(
      source,
      ['load', 'via'],
      input.provider === 'kind'
        ? 'a kind cluster with one control plane has no load balancer'
        : `with provider ${input.provider} there is no load balancer to send through`,
      input.provider === 'kind'
        ? 'controlPlanes: 2 or more'
        : 'leave it out: the load then goes to each API server in turn; provider kind has a balancer with controlPlanes: 2 or more',
    ),
  ];
}

function toSpec(input: ClusterInput): ClusterSpec {
  const kubernetesVersion = ('kubernetesVersion' in input ? input.kubernetesVersion?.replace(/^v/, '') : null) ?? null;
  switch (input.provider) {
    case 'embedded':
      return {
        name: input.name,
        load: toLoadPlace(input.load),
        provider: 'embedded',
        apiservers: input.apiservers,
        kubernetesVersion: kubernetesVersion ?? DEFAULT_KUBERNETES_VERSION,
        serviceTimeMs: input.serviceTime,
      };
    case 'local':
      return {
        name: input.name,
        load: toLoadPlace(input.load),
        provider: 'local',
        apiservers: input.apiservers,
        kubernetesVersion,
        apiserverFlags: input.apiserverFlags,
      };
    case 'kind':
      return {
        name: input.name,
        load: toLoadPlace(input.load),
        provider: 'kind',
        apiservers: input.controlPlanes,
        loadVia: input.load?.via ?? 'straight',
        image: input.image ?? null,
        kubernetesVersion,
        full: input.full,
        apiserverFlags: input.apiserverFlags,
        nodeLimits: { cpus: input.nodeLimits.cpus ?? null, memoryBytes: input.nodeLimits.memory ?? null },
        recreate: input.recreate,
      };
    case 'existing':
      return {
        name: input.name,
        load: toLoadPlace(input.load),
        provider: 'existing',
        // How many there are is found out.
        apiservers: 1,
        kubeconfig: input.kubeconfig ?? null,
        context: input.context ?? null,
        ceilingPerSecond: input.ceiling ?? null,
        auditFlags: input.auditFlags ?? null,
        policy: input.policy ?? null,
        receiver:
          input.receiver === undefined
            ? null
            : { ...input.receiver, clientCaFile: input.receiver.clientCaFile ?? null },
      };
  }
}
