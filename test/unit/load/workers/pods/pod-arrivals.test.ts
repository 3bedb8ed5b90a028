import { describe, expect, test } from 'vitest';
import type { PodCluster, PodState } from '../../../../../src/core/pod-cluster.ts';
import { PodArrivals } from '../../../../../src/load/workers/pods/pod-arrivals.ts';
import { readHello } from '../../../../../src/load/workers/pods/pod-channel.ts';
import { silentProgress } from '../../../../../src/platform/run-scope.ts';
import { podLoad } from '../../../../support/process-pods.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

/** Waits for two pods of a cluster that says this of them; the error and the notes on the way. */
async function waitFor(states: readonly Partial<PodState>[], problem: string | null = null) {
  const clock = new VirtualClock(0);
  const notes: string[] = [];
  const cluster: PodCluster = {
    create: async () => {},
    delete: async () => {},
    jobs: async () => [],
    jobProblem: async () => problem,
    pods: async () =>
      states.map((state, index) => ({
        name: `p-${index}`,
        node: null,
        phase: 'Pending',
        reason: null,
        hopeless: false,
        ...state,
      })),
  };
  const progress = { ...silentProgress, note: (text: string) => void notes.push(text) };
  const signal = new AbortController().signal;
  const scope = { signal, clock, random: () => 0, progress, runDir: '/nowhere' };
  const error = await new PodArrivals(podLoad(2)).all('job', cluster, scope).catch((thrown: Error) => thrown.message);
  return { error, notes, tookMs: clock.nowMs() };
}

describe('pods that do not call back', () => {
  test('for want of an image end the wait at once, with how to bring it', async () => {
    const { error, tookMs } = await waitFor([{}, { reason: 'ErrImagePull: not found', hopeless: true }]);
    expect(error).toBe(
      'load.from pods: only 0 of 2 pods called back: p-1: ErrImagePull: not found\n  hint: build it (Dockerfile) and put it where the nodes find it; into kind: kind load docker-image audit-bench:test --name CLUSTER',
    );
    expect(tookMs).toBe(0);
  });

  test('for want of a node are told of at once and waited for until the time is up', async () => {
    const { error, notes, tookMs } = await waitFor([{ reason: 'Unschedulable: 0/1 nodes are available' }]);
    expect(notes).toEqual(['pods for the load: p-0: Unschedulable: 0/1 nodes are available']);
    expect(error).toBe(
      'load.from pods: only 0 of 2 pods called back within 20 s: p-0: Unschedulable: 0/1 nodes are available\n  hint: lower load.parallelism or load.resources, or choose other nodes with load.nodeSelector',
    );
    expect(tookMs).toBe(20_000);
  });

  test('because a quota lets none be made: the quota is named', async () => {
    const { error } = await waitFor([], 'FailedCreate: exceeded quota: pods=1');
    expect(error).toMatch(/within 20 s: FailedCreate: exceeded quota: pods=1\n {2}hint: lower load\.parallelism/);
  });

  test('because a quota lets only some be made: the quota is named, not the way back', async () => {
    const { error } = await waitFor([{ phase: 'Running' }], 'FailedCreate: exceeded quota: few, limited: pods=1');
    expect(error).toMatch(/within 20 s: FailedCreate: exceeded quota: few.*\n {2}hint: lower load\.parallelism/);
  });

  test('because a quota wants to know what each takes: the key that says so is named', async () => {
    const { error } = await waitFor([], 'FailedCreate: failed quota: cpus: must specify limits.cpu for: load');
    expect(error).toMatch(/hint: the quota of the namespace wants to know .* \{ cpu, memory, cpuLimit \}$/);
    const { error: of } = await waitFor([], 'FailedCreate: failed quota: cpus: must specify requests.cpu for: load');
    expect(of).toMatch(/hint: the quota of the namespace wants to know .* load\.resources: \{ cpu, memory \}$/);
  });

  test('because they are killed: memory is named, also by a kubelet that saw no more than that', async () => {
    for (const reason of ['OOMKilled, exit status 137', 'exit status 137']) {
      const { error } = await waitFor([{ reason, hopeless: true }]);
      expect(error).toMatch(/p-0: .*exit status 137\n {2}hint: where memory is short, .*memory: 256Mi \}$/);
    }
  });

  test('although they run: the way back is named', async () => {
    const { error } = await waitFor([{ phase: 'Running' }, { phase: 'Running' }]);
    expect(error).toBe(
      'load.from pods: only 0 of 2 pods called back within 20 s\n  hint: pods must reach this machine: load.address is how they see it; a firewall may be between',
    );
  });
});

test('only a whole index of this load is a hello', () => {
  expect(readHello({ index: 1, pod: 'p' }, 2)).toEqual({ index: 1, pod: 'p' });
  for (const data of [
    null,
    'x',
    {},
    { index: 2, pod: 'p' },
    { index: -1, pod: 'p' },
    { index: 0.5, pod: 'p' },
    { index: 0 },
  ])
    expect(readHello(data, 2)).toBeNull();
});
