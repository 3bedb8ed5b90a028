import { expect, test } from 'vitest';
import type { LoadSpec } from '../../../../src/core/scenario.ts';
import { mixSource } from '../../../../src/load/sources/mix.ts';
import type { LoadSource } from '../../../../src/load/sources/source.ts';
import { loadSourceContract, readPhase } from '../../../support/contracts/load-source.ts';

const LOAD: LoadSpec = {
  identity: { user: 'u', groups: [] },
  connections: 1,
  workers: 1,
  requests: [
    { kind: 'resource', verb: 'get', resource: 'configmaps', weight: 3, bodySizeBytes: 0 },
    { kind: 'resource', verb: 'delete', resource: 'namespaces', weight: 1, bodySizeBytes: 0 },
  ],
  phases: [
    { name: 'w', measure: false, kind: 'constant', ratePerSecond: 10, durationMs: 1000 },
    { name: 'm', measure: true, kind: 'constant', ratePerSecond: 1000, durationMs: 1000 },
    { name: 'b', measure: true, kind: 'burst', requests: 300, connections: 4, assumeRatePerSecond: null },
    { name: 'i', measure: true, kind: 'idle', durationMs: 1000 },
    { name: 'r', measure: true, kind: 'ramp', fromPerSecond: 0, toPerSecond: 300, durationMs: 1000 },
  ],
};
const mix = (seed = 1, load = LOAD): LoadSource => mixSource({ load, multiple: 1, trialKey: 'aaaaaa', seed });

loadSourceContract('mix', mix, { objects: true, phases: LOAD.phases });

test('another seed gives another plan', async () => {
  const names = async (seed: number): Promise<readonly string[]> =>
    (await readPhase(mix(seed), 1)).requests.map(({ name }) => name);
  expect(await names(1)).not.toEqual(await names(2));
});

test('the mix follows the weights', async () => {
  const { requests } = await readPhase(mix(), 1);
  const gets = requests.filter(({ shape }) => shape === 0).length;
  expect(gets).toBeGreaterThanOrEqual(748);
  expect(gets).toBeLessThanOrEqual(752);
  // So does every second request, which another API server may get, and a short phase.
  const others = requests.filter(({ number }) => number % 2 === 0);
  expect(Math.abs(others.filter(({ shape }) => shape === 0).length - 375)).toBeLessThan(4);
  const few = requests.slice(100, 140).filter(({ shape }) => shape === 0).length;
  expect(Math.abs(few - 30)).toBeLessThan(3);
});

test('warm-up requests have a letter of their own, numbers go on', async () => {
  expect((await readPhase(mix(), 0)).requests[0]?.id).toBe('ab-aaaaaa-w1');
  expect((await readPhase(mix(), 1)).requests[0]?.id).toBe('ab-aaaaaa-m11');
});

test('a multiple makes more requests in the same time', async () => {
  const source = mixSource({ load: LOAD, multiple: 1.5, trialKey: 'aaaaaa', seed: 1 });
  const { timesMs } = await readPhase(source, 1);
  expect(timesMs).toHaveLength(1500);
  expect(timesMs.at(-1)).toBeCloseTo(999.33, 2);
});

test('every delete has an object of its own, named for its trial where the name is the cluster’s', async () => {
  const deletes: string[] = [];
  for (const index of LOAD.phases.keys()) {
    const { requests } = await readPhase(mix(), index);
    deletes.push(...requests.filter(({ shape }) => shape === 1).map(({ name }) => name));
  }
  const made = mix()
    .setUp()
    .flatMap((step) =>
      [...step].map(({ body }) => (JSON.parse(body ?? '') as { metadata: { name: string } }).metadata.name),
    );
  expect(made.filter((name) => name.includes('-del-'))).toEqual(deletes);
  expect(deletes.every((name) => name.startsWith('audit-bench-aaaaaa-del-'))).toBe(true);
});

test('a request knows its URL, a body is made when it is sent', async () => {
  const load: LoadSpec = {
    ...LOAD,
    requests: [
      { kind: 'resource', verb: 'watch', resource: 'pods', weight: 1, bodySizeBytes: 0 },
      { kind: 'resource', verb: 'update', resource: 'secrets', weight: 1, bodySizeBytes: 3 },
      { kind: 'path', path: '/version?x=1', weight: 1 },
    ],
  };
  const source = mix(1, load);
  const { requests } = await readPhase(source, 1);
  const first = (shape: number) => requests.find((request) => request.shape === shape);
  expect(first(0)?.url).toBe('/api/v1/namespaces/audit-bench-aaaaaa/pods?watch=true&timeoutSeconds=1');
  expect(first(1)?.url).toBe(`/api/v1/namespaces/audit-bench-aaaaaa/secrets/${first(1)?.name}`);
  expect(first(2)?.url).toBe('/version?x=1');
  const update = first(1);
  expect(update && JSON.parse(source.body(update) ?? '')).toMatchObject({
    kind: 'Secret',
    stringData: { payload: 'xxx' },
  });
});

test('resources of other groups, namespaces and identities: their URLs, bodies and what is made for them', async () => {
  const eve = { user: 'eve', groups: ['spies'] };
  const part = { weight: 1, bodySizeBytes: 3 };
  const widgets = { kind: 'resource', group: 'example.com', resource: 'widgets', ...part } as const;
  const source = mix(1, {
    ...LOAD,
    requests: [
      {
        kind: 'resource',
        verb: 'patch',
        group: 'apps',
        resource: 'deployments',
        subresource: 'status',
        patch: 'apply',
        identity: eve,
        ...part,
      },
      { kind: 'resource', verb: 'list', resource: 'pods', namespace: 'kube-system', pageSize: 50, ...part },
      { ...widgets, verb: 'create' },
      { ...widgets, verb: 'watch', watchMs: 20_000 },
    ],
  });
  const { requests } = await readPhase(source, 1);
  const of = (shape: number) => requests.find((request) => request.shape === shape);
  const own = '/namespaces/audit-bench-aaaaaa';
  expect(of(0)?.url).toBe(`/apis/apps/v1${own}/deployments/${of(0)?.name}/status?fieldManager=audit-bench&force=true`);
  expect(of(1)?.url).toBe('/api/v1/namespaces/kube-system/pods?limit=50');
  expect(of(3)?.url).toBe(`/apis/example.com/v1${own}/widgets?watch=true&timeoutSeconds=20`);
  expect(source.shapes.map(({ identity }) => identity.user)).toEqual(['eve', 'u', 'u', 'u']);
  const created = of(2);
  expect(created && JSON.parse(source.body(created) ?? '')).toMatchObject({
    apiVersion: 'example.com/v1',
    kind: 'Widgets',
  });
  const [first = [], second = []] = source.setUp().map((step) => [...step].map(({ url }) => url));
  expect(first).toEqual([
    '/api/v1/namespaces',
    '/api/v1/namespaces',
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  ]);
  expect(new Set(second)).toEqual(
    new Set([
      `/apis/apps/v1${own}/deployments`,
      '/api/v1/namespaces/kube-system/pods',
      `/apis/example.com/v1${own}/widgets`,
    ]),
  );
  const gone = source.cleanUp().flatMap((step) => [...step].map(({ url }) => url));
  expect(gone).toContain('/api/v1/namespaces/kube-system/pods/audit-bench-aaaaaa-obj-0');
  expect(gone).not.toContain('/api/v1/namespaces/kube-system/pods');
});

test('an update of what asks for its version names the one that the latest answer gave, in a burst too', async () => {
  const leases = { kind: 'resource', verb: 'update', resource: 'leases', weight: 1, bodySizeBytes: 10 } as const;
  const load = { ...LOAD, requests: [{ ...leases, group: 'coordination.k8s.io', version: 'v1' }] };
  const source = mix(1, load);
  const [first] = (await readPhase(source, 1)).requests;
  const path = '/apis/coordination.k8s.io/v1/namespaces/audit-bench-aaaaaa/leases/obj-11';
  expect(first).toMatchObject({ name: 'obj-11', url: path, object: path });
  const made = [...source.setUp()].flatMap((step) => [...step]);
  expect(made.filter(({ object }) => object === path)).toHaveLength(1);
  const versionOf = (request: typeof first): unknown => {
    const body = JSON.parse(source.body(request ?? expect.unreachable()) ?? '') as {
      metadata: { resourceVersion?: string };
    };
    return body.metadata.resourceVersion;
  };
  expect(versionOf(first)).toBeUndefined();
  source.answered?.(path, '{"metadata":{"name":"obj-11","resourceVersion":"77"}}');
  expect(versionOf(first)).toBe('77');
  source.answered?.(path, '{"metadata":{"name":"obj-11","resourceVersion":"9"}}');
  expect(versionOf(first), 'answers that overtook each other').toBe('77');
  expect((await readPhase(source, 2)).requests.every(({ object }) => object !== undefined)).toBe(true);
  expect((await readPhase(mix(), 1)).requests.some(({ object }) => object !== undefined)).toBe(false);
});

test('a burst has more objects of what asks for its version than connections, so that few updates race', async () => {
  const leases = { kind: 'resource', verb: 'update', group: 'coordination.k8s.io', resource: 'leases' } as const;
  const pods = { kind: 'resource', verb: 'get', resource: 'pods', weight: 1, bodySizeBytes: 10 } as const;
  const burst = { name: 'b', measure: true, kind: 'burst', requests: 4000, connections: 64, assumeRatePerSecond: null };
  const load = { ...LOAD, requests: [{ ...leases, weight: 1, bodySizeBytes: 10 }, pods], phases: [burst] } as LoadSpec;
  const { requests } = await readPhase(mix(1, load), 0);
  const namesOf = (shape: number): number =>
    new Set(requests.filter((request) => request.shape === shape).map(({ name }) => name)).size;
  expect([namesOf(0), namesOf(1)]).toEqual([128, 20]);
});
