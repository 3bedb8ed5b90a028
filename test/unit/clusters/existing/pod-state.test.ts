import { describe, expect, test } from 'vitest';
import { podState } from '../../../../src/clusters/existing/pod-state.ts';

const pod = ({ deletedAt, ...status }: { deletedAt?: Date }) => ({
  metadata: { name: 'p', ...(deletedAt === undefined ? {} : { deletionTimestamp: deletedAt }) },
  spec: { nodeName: 'n', containers: [] },
  status,
});
const waiting = (reason: string, message?: string) => ({
  phase: 'Pending',
  containerStatuses: [{ state: { waiting: { reason, message } } }],
});

/** Statuses as kubelet and scheduler write them. */
const STATES: readonly (readonly [string, object, string | null, boolean])[] = [
  ['is starting', waiting('ContainerCreating'), null, false],
  ['runs', { phase: 'Running', containerStatuses: [{ state: { running: {} } }] }, null, false],
  ['has no image', waiting('ErrImagePull', 'not found'), 'ErrImagePull: not found', true],
  ['waits for its image', waiting('ImagePullBackOff', 'Back-off'), 'ImagePullBackOff: Back-off', true],
  [
    'fits on no node',
    {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }],
    },
    'Unschedulable: 0/1 nodes',
    false,
  ],
  ['was deleted', { phase: 'Running', deletedAt: new Date(0) }, 'it was deleted', true],
  ['was evicted', { phase: 'Failed', reason: 'Evicted' }, 'Evicted', true],
  [
    'ran out of memory',
    { phase: 'Failed', containerStatuses: [{ state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } }] },
    'OOMKilled, exit status 137',
    true,
  ],
  [
    'failed',
    { phase: 'Failed', containerStatuses: [{ state: { terminated: { reason: 'Error', exitCode: 1 } } }] },
    'exit status 1',
    true,
  ],
];

describe('what is said of a pod that', () => {
  test.each(STATES)('%s', (_what, status, reason, hopeless) => {
    expect(podState(pod(status) as never)).toMatchObject({ name: 'p', node: 'n', reason, hopeless });
  });
});
