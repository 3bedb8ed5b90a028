import { setTimeout as sleep } from 'node:timers/promises';

const WORKLOADS = 40;
const REPLICAS = 10;
const WIDGETS = 200;
const STRATEGIC = 'application/strategic-merge-patch+json';

const pods = (labels) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'c', image: 'registry.invalid/app:1', resources: { requests: { cpu: '50m' } } }] },
});
const deploymentsOf = (namespace) => `/apis/apps/v1/namespaces/${namespace}/deployments`;
const nameOf = (index) => `app-${index}`;
const namespaceOf = (index) => `team-${index % 8}`;

/** Nodes, and workloads that run on them; resolves when their pods do. */
export async function settle(cluster, nodes) {
  const ask = await cluster.client('kubernetes-admin', ['system:masters'], 'kubectl/v1.34.4');
  for (let index = 0; index < nodes; index += 1)
    await ask('POST', '/api/v1/nodes', {
      metadata: { name: `node-${index}`, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
      status: {
        capacity: { cpu: '32', memory: '256Gi', pods: '110' },
        allocatable: { cpu: '32', memory: '256Gi', pods: '110' },
      },
    });
  for (let index = 0; index < 8; index += 1)
    await ask('POST', '/api/v1/namespaces', { metadata: { name: namespaceOf(index) } });
  await ask('POST', '/api/v1/namespaces', { metadata: { name: 'ci' } });
  for (let index = 0; index < WORKLOADS; index += 1) {
    const labels = { app: nameOf(index) };
    const spec = { replicas: REPLICAS, selector: { matchLabels: labels }, template: pods(labels) };
    await ask('POST', deploymentsOf(namespaceOf(index)), { metadata: { name: nameOf(index) }, spec });
    await ask('POST', `/api/v1/namespaces/${namespaceOf(index)}/secrets`, {
      metadata: { name: nameOf(index) },
      stringData: { password: 'none' },
    });
    await ask('POST', `/api/v1/namespaces/${namespaceOf(index)}/services`, {
      metadata: { name: nameOf(index) },
      spec: { selector: labels, ports: [{ port: 80 }] },
    });
  }
  for (let tries = 0; ; tries += 1) {
    // With a selector no list says how many remain.
    const { object } = await ask('GET', '/api/v1/pods?fieldSelector=status.phase%3DRunning');
    const running = object.items?.length ?? 0;
    if (running >= WORKLOADS * REPLICAS) break;
    if (tries > 120) throw new Error(`only ${running} of ${WORKLOADS * REPLICAS} pods run`);
    await sleep(1000);
  }
  // The first leases and statuses of nodes come all at once; later ones are spread.
  await sleep(15_000);
}

/** A rollout every five seconds, and people who look at it. */
export async function rollouts(cluster, durationMs) {
  const ask = await cluster.client('argocd', ['system:masters'], 'argocd-application-controller/v3.1.0');
  const look = await cluster.client('alice', ['developers'], 'kubectl/v1.34.4');
  await every(5000, durationMs, async (turn) => {
    const path = `${deploymentsOf(namespaceOf(turn))}/${nameOf(turn % WORKLOADS)}`;
    const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
    await ask('PATCH', path, { spec: { template: { metadata: { annotations } } } }, STRATEGIC);
    for (let times = 0; times < 5; times += 1) {
      await look('GET', path);
      await look('GET', `/api/v1/namespaces/${namespaceOf(turn)}/pods?limit=500`);
    }
  });
}

/** Two jobs a second, each with what it needs, looked at until it is done and taken away then. */
export async function busyCi(cluster, durationMs) {
  const ask = await cluster.client(
    'system:serviceaccount:ci:runner',
    ['system:serviceaccounts'],
    'gitlab-runner/18.4.0',
  );
  const jobs = '/apis/batch/v1/namespaces/ci/jobs';
  await every(500, durationMs, async (turn) => {
    const name = `build-${turn}`;
    const core = '/api/v1/namespaces/ci';
    await ask('POST', `${core}/secrets`, { metadata: { name }, stringData: { token: 'none' } });
    await ask('POST', `${core}/configmaps`, { metadata: { name }, data: { script: 'make test\n'.repeat(100) } });
    const template = pods({ job: name });
    await ask('POST', jobs, {
      metadata: { name },
      spec: { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
    });
    for (let times = 0; times < 8; times += 1) {
      await ask('GET', `${jobs}/${name}`);
      await ask('GET', `${core}/pods?labelSelector=job%3D${name}`);
      await sleep(500);
    }
    await ask('DELETE', `${jobs}/${name}?propagationPolicy=Background`);
    await ask('DELETE', `${core}/secrets/${name}`);
    await ask('DELETE', `${core}/configmaps/${name}`);
  });
}

/** Every object is read and its status written as fast as answers come, by ten workers. */
export async function operatorStorm(cluster, durationMs) {
  const admin = await cluster.client('kubernetes-admin', ['system:masters'], 'kubectl/v1.34.4');
  await admin('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition());
  const widgets = '/apis/example.com/v1/namespaces/team-0/widgets';
  for (let tries = 0; tries < 50 && (await admin('GET', widgets)).status === 404; tries += 1) await sleep(100);
  for (let index = 0; index < WIDGETS; index += 1)
    await admin('POST', widgets, {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: `w-${index}` },
      spec: { size: index },
    });
  const user = 'system:serviceaccount:team-0:widget-operator';
  const ask = await cluster.client(user, ['system:serviceaccounts'], 'widget-operator/v0.9.1');
  const untilMs = Date.now() + durationMs;
  const work = async (worker) => {
    for (let turn = worker; Date.now() < untilMs; turn += 10) {
      const path = `${widgets}/w-${turn % WIDGETS}`;
      const { object } = await ask('GET', path);
      await ask('PUT', `${path}/status`, { ...object, status: { seen: turn } });
      await ask('POST', '/api/v1/namespaces/team-0/events', {
        metadata: { generateName: 'w.' },
        involvedObject: { kind: 'Widget', name: object.metadata?.name, namespace: 'team-0' },
        reason: 'Reconciled',
      });
      await sleep(50);
    }
  };
  await Promise.all(Array.from({ length: 10 }, (_, worker) => work(worker)));
}

/** All that is served is listed, every secret and role is read, and what may be done is asked; again and again. */
export async function securityScan(cluster, durationMs) {
  const ask = await cluster.client(
    'system:serviceaccount:security:scanner',
    ['system:serviceaccounts'],
    'scanner/2.14.0',
  );
  const untilMs = Date.now() + durationMs;
  while (Date.now() < untilMs) {
    const { object: apis } = await ask('GET', '/apis');
    const paths = [
      '/api/v1',
      ...(apis.groups ?? []).map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`),
    ];
    for (const path of paths) {
      const { object } = await ask('GET', path);
      for (const { name, verbs } of object.resources ?? []) {
        if (!verbs.includes('list') || Date.now() > untilMs) continue;
        const { object: list } = await ask('GET', `${path}/${name}?limit=500`);
        if (!['secrets', 'clusterroles', 'serviceaccounts'].includes(name)) continue;
        for (const { metadata } of list.items ?? []) await ask('GET', objectPath(path, name, metadata));
      }
    }
    for (const resource of ['secrets', 'pods', 'nodes', 'clusterroles'])
      for (const verb of ['get', 'create', 'delete'])
        await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
          spec: { resourceAttributes: { verb, resource } },
        });
    await sleep(2000);
  }
}

function objectPath(path, resource, { namespace, name }) {
  return namespace === undefined
    ? `${path}/${resource}/${name}`
    : `${path}/namespaces/${namespace}/${resource}/${name}`;
}

/** Begins a turn at each interval, whether the one before is over or not. */
async function every(intervalMs, durationMs, turn) {
  const turns = [];
  const startMs = Date.now();
  for (let index = 0; index * intervalMs < durationMs; index += 1) {
    await sleep(Math.max(0, startMs + index * intervalMs - Date.now()));
    turns.push(turn(index));
  }
  await sleep(Math.max(0, startMs + durationMs - Date.now()));
  await Promise.all(turns);
}

function definition() {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema }],
    },
  };
}
