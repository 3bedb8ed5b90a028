import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/clusters/provider.ts';
import { tlsOf } from '../../src/core/credentials.ts';
import { groupsOf, KNOWN_RESOURCES, subresourcesOf } from '../../src/core/known-resources.ts';
import { httpsGet } from '../../src/platform/https-get.ts';
import { noBinaries } from '../support/assets.ts';
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
