import type { ExistingSpec } from '../../core/cluster-spec.ts';
import { badInput, clusterFailed } from '../../core/errors.ts';
import type { FlagValues } from '../../core/flags.ts';
import type { Identity } from '../../core/scenario.ts';
import type { Connection } from './connection.ts';

/** The audit flags that its API servers run with; the cluster file's where they cannot be read. Errors: AuditBenchError (exit 2). */
export async function flagsAsTheyAre(connection: Connection, spec: ExistingSpec): Promise<FlagValues> {
  if (spec.auditFlags !== null) return spec.auditFlags;
  const [first, ...others] = (await connection.readFlags()) ?? [];
  if (first === undefined)
    throw badInput(
      `${spec.name}: the audit flags of ${connection.server} cannot be read: no permission on pods of kube-system, or no static pods`,
      'name them in the cluster file: auditFlags: { audit-webhook-config-file: /etc/…, audit-webhook-batch-max-size: 400 }',
    );
  const different = others.find(({ flags }) => !same(flags, first.flags));
  if (different === undefined) return first.flags;
  throw badInput(
    `${spec.name}: ${first.pod} and ${different.pod} run with different audit flags, so no one answer holds for both`,
    'audit-bench check tells them apart',
  );
}

function same(one: FlagValues, other: FlagValues): boolean {
  const sorted = (flags: FlagValues): string =>
    JSON.stringify(Object.entries(flags).sort(([one], [other]) => (one < other ? -1 : 1)));
  return sorted(one) === sorted(other);
}

/** As whom the audit policy sees the user of the kubeconfig (SelfSubjectReview, authentication.k8s.io/v1 since 1.28). */
export async function whoAmI(connection: Connection, signal: AbortSignal): Promise<Identity> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const answer = await connection.ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', body, signal);
  if (answer.status === 401)
    throw badInput(
      `${connection.context}: ${connection.server} does not know the user of the kubeconfig (401)`,
      'its certificate or token may have expired: kubectl auth whoami asks the same',
    );
  if (answer.status !== 201)
    throw clusterFailed(`${connection.server}: who the user of the kubeconfig is cannot be read (${answer.status})`);
  const { status } = JSON.parse(answer.text) as {
    readonly status: { readonly userInfo: { readonly username: string; readonly groups?: readonly string[] } };
  };
  const { username, groups = [] } = status.userInfo;
  // Everybody who is authenticated has it; where it matters it is added again.
  return { user: username, groups: groups.filter((group) => group !== 'system:authenticated') };
}
