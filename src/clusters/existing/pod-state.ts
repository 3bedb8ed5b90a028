import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { PodState } from '../../core/pod-cluster.ts';

/** Reasons of a waiting container that waiting does not mend (kubernetes pkg/kubelet/images and pkg/kubelet/container). */
const HOPELESS = [
  'ErrImageNeverPull',
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
];

/** What a pod's status says, in a line. */
export function podState({ metadata, spec, status }: V1Pod): PodState {
  const [container] = status?.containerStatuses ?? [];
  const waiting = container?.state?.waiting;
  const phase = (status?.phase ?? 'Unknown') as PodState['phase'];
  const common = { name: metadata?.name ?? '', node: spec?.nodeName ?? null, phase };
  // It stays in the list until the Job's controller has counted it.
  if (metadata?.deletionTimestamp !== undefined) return { ...common, reason: 'it was deleted', hopeless: true };
  if (waiting?.reason !== undefined && waiting.reason !== 'ContainerCreating') {
    const message = waiting.message === undefined ? '' : `: ${waiting.message}`;
    return { ...common, reason: `${waiting.reason}${message}`, hopeless: HOPELESS.includes(waiting.reason) };
  }
  const ended = phase === 'Failed' || phase === 'Succeeded';
  if (ended) return { ...common, reason: howItEnded(status?.reason, container), hopeless: true };
  const unscheduled = status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  if (unscheduled !== undefined)
    return { ...common, reason: `${unscheduled.reason ?? ''}: ${unscheduled.message ?? ''}`, hopeless: false };
  return { ...common, reason: null, hopeless: false };
}

/** The pod's own reason (`Evicted`, `NodeLost`), else its container's (`OOMKilled`). */
function howItEnded(reason: string | undefined, container: V1ContainerStatus | undefined): string {
  const ended = container?.state?.terminated;
  if (reason !== undefined && reason !== '') return reason;
  if (ended === undefined) return 'it ended';
  const why = ended.reason === undefined || ended.reason === 'Error' ? '' : `${ended.reason}, `;
  return `${why}exit status ${ended.exitCode}`;
}
