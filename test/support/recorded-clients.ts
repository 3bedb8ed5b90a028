import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import type { ApiAccess } from '../../src/core/api.ts';
import { tlsOf } from '../../src/core/credentials.ts';
import { kubernetesDefaults } from '../../src/core/kubernetes-defaults.ts';
import { DEFAULT_LOG } from '../../src/core/log.ts';
import { tempDir } from './cli.ts';
import { localTestProvider } from './local-provider.ts';
import { bundledPolicy } from './policies.ts';
import { testScope } from './scope.ts';

interface Answered {
  readonly status: number;
  readonly object: { metadata: Record<string, unknown> } & Record<string, unknown>;
}
type Ask = (method: string, path: string, body?: object, contentType?: string) => Promise<Answered>;

const STRATEGIC = 'application/strategic-merge-patch+json';
const WIDGETS = '/apis/example.com/v1/namespaces/shop/widgets';
const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

/** The lines that a kube-apiserver of its own logs, at level Request, of what clients of a cluster do. */
export async function recordClients(): Promise<readonly string[]> {
  const dir = join(tempDir(), 'log');
  mkdirSync(dir);
  const scope = testScope();
  const { text, policy } = bundledPolicy('request-complete');
  const folders = [{ instance: 'apiserver-1', here: dir, there: dir }];
  const log = { backend: 'log', folders, fileName: 'audit.log', spec: DEFAULT_LOG } as const;
  const route = { policyText: text, policy, targets: { log } };
  const cluster = await localTestProvider().start({ route, settings: { log: kubernetesDefaults('log') } }, scope);
  const agent = new Agent({ connect: { ca: cluster.api.caPem, ...tlsOf(cluster.api.admin) } });
  try {
    await before(asker(cluster.api, agent, 'before'));
    await during(asker(cluster.api, agent, 'client'));
  } finally {
    await agent.destroy();
    await cluster.close();
  }
  return readFileSync(join(dir, 'audit.log'), 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => line.includes('"userAgent":"client"'));
}

function asker({ instances }: ApiAccess, agent: Agent, name: string): Ask {
  const origin = instances[0]?.origin ?? '';
  return async (method, path, body, contentType = 'application/json') => {
    const headers = { 'User-Agent': name, ...(body === undefined ? {} : { 'Content-Type': contentType }) };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const { statusCode, body: answer } = await agent.request({
      origin,
      path,
      method,
      headers,
      ...sent,
    });
    const text = await answer.text();
    // What is not served yet answers with a sentence.
    const object = (text.startsWith('{') ? JSON.parse(text) : { metadata: {} }) as Answered['object'];
    return { status: statusCode, object };
  };
}

/** What is there before anybody's requests are recorded. */
async function before(ask: Ask): Promise<void> {
  await ask('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } });
  await ask('POST', '/api/v1/nodes', { metadata: { name: 'n1' } });
  await ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', DEFINITION);
  for (let tries = 0; tries < 50 && (await ask('GET', WIDGETS)).status === 404; tries += 1)
    await new Promise((wait) => setTimeout(wait, 100));
  await ask('POST', WIDGETS, {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'old' },
    spec: { a: 1 },
  });
  await ask('POST', '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases', {
    metadata: { name: 'leader' },
    spec: {},
  });
}

/** As a leader, an operator, a scheduler, a kubelet and somebody with kubectl would. */
async function during(ask: Ask): Promise<void> {
  const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/leader';
  for (let turn = 0; turn < 3; turn += 1) {
    const { object } = await ask('GET', lease);
    await ask('PUT', lease, { ...object, spec: { holderIdentity: `h${turn}` } });
  }
  for (let turn = 0; turn < 2; turn += 1) {
    const { object } = await ask('GET', `${WIDGETS}/old`);
    await ask('PUT', `${WIDGETS}/old`, { ...object, spec: { a: turn } });
    const { object: now } = await ask('GET', `${WIDGETS}/old`);
    await ask('PUT', `${WIDGETS}/old/status`, { ...now, status: { ready: turn } });
  }
  await ask('GET', '/apis/example.com/v1/widgets');
  await ask('POST', WIDGETS, { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'old' } });
  await ask('DELETE', `${WIDGETS}/old`);
  await ask('GET', `${WIDGETS}/old`);
  await ask(
    'PATCH',
    '/api/v1/nodes/n1/status',
    { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
    STRATEGIC,
  );
  await podOf(ask);
  const deployments = '/apis/apps/v1/namespaces/shop/deployments';
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i.invalid/c' }] } };
  await ask('POST', deployments, {
    metadata: { name: 'd', finalizers: ['example.com/held'] },
    spec: { replicas: 0, selector: { matchLabels: { a: 'b' } }, template },
  });
  const { object: scale } = await ask('GET', `${deployments}/d/scale`);
  await ask('PUT', `${deployments}/d/scale`, { ...scale, spec: { replicas: 1 } });
  await ask('DELETE', `${deployments}/d`, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground' });
  await ask(
    'PATCH',
    `${deployments}/d`,
    [{ op: 'remove', path: '/metadata/finalizers' }],
    'application/json-patch+json',
  );
}

/** A pod is bound, runs, is asked to go, and goes when its kubelet says so. */
async function podOf(ask: Ask): Promise<void> {
  const pods = '/api/v1/namespaces/shop/pods';
  const spec = { containers: [{ name: 'c', image: 'i.invalid/c' }], terminationGracePeriodSeconds: 30 };
  const { object } = await ask('POST', pods, { metadata: { name: 'p' }, spec });
  await ask('POST', `${pods}/p/binding`, { metadata: { name: 'p' }, target: { kind: 'Node', name: 'n1' } });
  const { uid } = object.metadata;
  await ask('PATCH', `${pods}/p/status`, { metadata: { uid }, status: { phase: 'Running' } }, STRATEGIC);
  await ask('DELETE', `${pods}/p`);
  await ask('PATCH', `${pods}/p/status`, { metadata: { uid }, status: { phase: 'Succeeded' } }, STRATEGIC);
  await ask('DELETE', `${pods}/p`, { gracePeriodSeconds: 0, preconditions: { uid } });
  await ask('GET', `${pods}/p`);
  await ask('POST', `/api/v1/namespaces/shop/events`, {
    metadata: { generateName: 'p.' },
    involvedObject: { kind: 'Pod', name: 'p', namespace: 'shop' },
    reason: 'Gone',
  });
}
