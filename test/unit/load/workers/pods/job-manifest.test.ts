import { expect, test } from 'vitest';
import type { PodResources } from '../../../../../src/core/pod-cluster.ts';
import { jobManifest } from '../../../../../src/load/workers/pods/job-manifest.ts';

/** Of the container of a Job's pods. */
function resourcesOf(resources: PodResources): unknown {
  const load = {
    from: 'pods',
    context: 'c',
    kubeconfig: null,
    namespace: 'default',
    parallelism: 2,
    image: 'i',
    address: null,
    nodeSelector: {},
    resources,
    startWithinMs: 1000,
  } as const;
  const client = { certificatePem: '', keyPem: '' };
  const owner = { process: '1', host: 'h', startedAt: '', runDir: '' };
  const options = { name: 'j', load, runner: 'r:1', caPem: '', client, nodeFlags: [], deadlineMs: 1000, owner };
  const { spec } = jobManifest(options) as unknown as {
    spec: { template: { spec: { containers: readonly { resources: unknown }[] } } };
  };
  return spec.template.spec.containers[0]?.resources;
}

test('CPU is requested and not limited, unless a limit is asked for; memory is both', () => {
  expect(resourcesOf({})).toEqual({ requests: {}, limits: {} });
  expect(resourcesOf({ cpu: '250m', memory: '256Mi' })).toEqual({
    requests: { cpu: '250m', memory: '256Mi' },
    limits: { memory: '256Mi' },
  });
  expect(resourcesOf({ cpu: '1', memory: '1Gi', cpuLimit: '2' })).toEqual({
    requests: { cpu: '1', memory: '1Gi' },
    limits: { cpu: '2', memory: '1Gi' },
  });
});
