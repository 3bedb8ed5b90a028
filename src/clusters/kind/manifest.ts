import { parse, stringify } from 'yaml';
import { clusterFailed } from '../../core/errors.ts';
import { flagArguments, type FlagValues } from '../../core/flags.ts';

interface Manifest {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly { readonly command?: readonly string[] }[] };
}

/**
 * The static pod of kube-apiserver with other audit flags. `change` numbers it: the kubelet makes a new pod for a new
 * text, and would wait out a back-off before it restarted the container of the old one.
 * Errors: AuditBenchError (exit 4) when the text is no such pod.
 */
export function withAuditFlags(manifest: string, auditFlags: FlagValues, change: number): string {
  const pod = parse(manifest) as Manifest | null;
  const [container, ...others] = pod?.spec?.containers ?? [];
  if (pod === null || container?.command === undefined)
    throw clusterFailed('the static pod of kube-apiserver has no command', 'the node image is not one of kind');
  const kept = container.command.filter((argument) => !argument.startsWith('--audit-'));
  return stringify({
    ...pod,
    metadata: {
      ...pod.metadata,
      annotations: { ...pod.metadata.annotations, 'audit-bench/change': String(change) },
    },
    spec: {
      ...pod.spec,
      containers: [{ ...container, command: [...kept, ...flagArguments(auditFlags)] }, ...others],
    },
  });
}
