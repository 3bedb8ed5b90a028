import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/clusters/provider.ts';
import { tlsOf } from '../../src/core/credentials.ts';
import { groupsOf, KNOWN_RESOURCES, subresourcesOf } from '../../src/core/known-resources.ts';
import type { RequestRecord } from '../../src/core/records.ts';
import type { LoadSpec, ResourceTemplate } from '../../src/core/scenario.ts';
import { type ResourcePlace, SERVED_PLACES, servedKind } from '../../src/core/served-kinds.ts';
import { loadDriver } from '../../src/load/driver.ts';
import { forkedWorkers } from '../../src/load/workers/forked-workers.ts';
import { httpsGet } from '../../src/platform/https-get.ts';
import { noBinaries } from '../support/assets.ts';
import { tempDir } from '../support/cli.ts';
import { localTestProvider } from '../support/local-provider.ts';
import { bundledPolicy } from '../support/policies.ts';
import { testScope } from '../support/scope.ts';

const scope = testScope();
const POLICY = bundledPolicy('metadata-complete');
let cluster: Cluster | undefined;

beforeAll(async () => {
  if (noBinaries !== null) return;
  const route = { policyText: POLICY.text, policy: POLICY.policy, targets: {} };
  cluster = await localTestProvider().start({ route, settings: {} }, scope);
});
afterAll(() => cluster?.close());

async function get<T>(path: string): Promise<T> {
  const { api } = cluster ?? expect.unreachable();
  const options = { ca: api.caPem, ...tlsOf(api.admin) };
  return JSON.parse((await httpsGet(`${api.instances[0]?.origin}${path}`, options, 10_000, scope.signal)).text) as T;
}

interface Groups {
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly groupVersion: string }[];
  }[];
}

/** Everything that the server says it serves: `[group, resource, subresource or '']`. */
async function served(): Promise<readonly (readonly [string, string, string])[]> {
  const { groups } = await get<Groups>('/apis');
  const paths = [
    { group: '', path: '/api/v1' },
    ...groups.flatMap(({ name, versions }) =>
      versions.map(({ groupVersion }) => ({ group: name, path: `/apis/${groupVersion}` })),
    ),
  ];
  const lists = await Promise.all(
    paths.map(async ({ group, path }) => {
      const { resources } = await get<{ resources: readonly { readonly name: string }[] }>(path);
      return resources.map(({ name }) => {
        const [resource = '', ...sub] = name.split('/');
        return [group, resource, sub.join('/')] as const;
      });
    }),
  );
  return lists.flat();
}

/** Served by others behind the API server, only where a beta is switched on, or not before 1.37. */
const ELSEWHERE = [
  'metrics.k8s.io nodes',
  'metrics.k8s.io pods',
  'certificates.k8s.io clustertrustbundles',
  'certificates.k8s.io podcertificaterequests',
  'resource.k8s.io devicetaintrules',
  'storagemigration.k8s.io storageversionmigrations',
];

describe.skipIf(noBinaries !== null)(
  `the resources that lint knows${noBinaries === null ? '' : ` (skipped: ${noBinaries})`}`,
  () => {
    test('are all that a kube-apiserver serves', async () => {
      const unknown = (await served()).filter(
        ([group, resource, sub]) =>
          !(sub === '' ? [''] : (subresourcesOf(group, resource) ?? [])).includes(sub) ||
          subresourcesOf(group, resource) === null,
      );
      expect(unknown.map((entry) => entry.join(' '))).toEqual([]);
    });

    test('are served in the groups that lint names', async () => {
      const there = new Set((await served()).map(([group, resource]) => `${group} ${resource}`));
      const gone = KNOWN_RESOURCES.flatMap((resource) =>
        groupsOf(resource)
          .map((group) => `${group} ${resource}`)
          .filter((entry) => !ELSEWHERE.includes(entry) && !there.has(entry)),
      );
      expect(gone).toEqual([]);
    });
  },
);

/** A burst of these requests; each request's template and status. */
async function burst(requests: readonly ResourceTemplate[], count: number, workers = 1) {
  const { api } = cluster ?? expect.unreachable();
  const recordFile = join(tempDir(), 'requests.jsonl');
  const phase = {
    name: 'b',
    measure: true,
    kind: 'burst',
    requests: count,
    connections: 16,
    assumeRatePerSecond: null,
  };
  const load = { identity: { user: 'load', groups: ['system:masters'] }, connections: 16, workers, requests };
  const generator = await loadDriver(forkedWorkers).open(
    {
      load: { ...load, phases: [phase] } as LoadSpec,
      multiple: 1,
      instances: api.instances,
      caPem: api.caPem,
      credentials: api.admin,
      admin: api.admin,
      trialKey: randomBytes(3).toString('hex'),
      seed: 1,
      receiverHost: '127.0.0.1',
      recordFile,
    },
    scope,
  );
  await generator.setUp();
  await generator.run([0], () => {});
  await generator.cleanUp();
  await generator.close();
  return readFileSync(recordFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RequestRecord)
    .map(({ shape, status }) => ({ template: requests[shape] ?? expect.unreachable(), status }));
}

/** `apps/v1/deployments`, `v1/pods` */
function placeOf(name: string): ResourcePlace {
  const parts = name.split('/');
  const [resource = '', version = '', group = ''] = parts.toReversed();
  return { group, version, resource };
}

// Behind the tests above, for custom resources that a load makes stay served.
describe.skipIf(noBinaries !== null)(
  `the loads that a mix can be made of${noBinaries === null ? '' : ` (skipped: ${noBinaries})`}`,
  () => {
    test('create and update an object of each kind', async () => {
      const templates = SERVED_PLACES.map(placeOf).flatMap((place) => {
        const verbs = servedKind(place)?.isReview === true ? ['create'] : ['create', 'update'];
        return verbs.map(
          (verb) => ({ kind: 'resource', verb, ...place, weight: 1, bodySizeBytes: 100 }) as ResourceTemplate,
        );
      });
      const answers = await burst(templates, 3 * templates.length);
      const refused = answers.filter(({ status }) => status === null || status >= 300);
      expect(new Set(answers.map(({ template }) => template)).size).toBe(templates.length);
      expect([
        ...new Set(refused.map(({ template: { verb, resource }, status }) => `${verb} ${resource} ${status}`)),
      ]).toEqual([]);
    });

    test.each([1, 2])('update by version what asks for it, in a burst of %i workers', async (workers) => {
      const update = { kind: 'resource', verb: 'update', weight: 1, bodySizeBytes: 100 } as const;
      const templates: readonly ResourceTemplate[] = [
        { ...update, group: 'coordination.k8s.io', version: 'v1', resource: 'leases' },
        { ...update, group: 'policy', version: 'v1', resource: 'poddisruptionbudgets' },
        { ...update, group: 'example.com', version: 'v1', resource: 'widgets' },
        { ...update, verb: 'patch', group: 'coordination.k8s.io', version: 'v1', resource: 'leases' },
      ];
      const statuses = (await burst(templates, 1000, workers)).map(({ status }) => status);
      expect(statuses).toHaveLength(1000);
      expect(new Set(statuses.filter((status) => status !== 409))).toEqual(new Set([200]));
      // Of two that are on their way about one object, one is too late.
      expect(statuses.filter((status) => status === 409).length).toBeLessThan(50);
    });
  },
);
