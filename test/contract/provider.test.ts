import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { embeddedProvider } from '../../src/clusters/embedded/provider.ts';
import { existingProvider } from '../../src/clusters/existing/provider.ts';
import { kindProvider } from '../../src/clusters/kind/provider.ts';
import { localProvider } from '../../src/clusters/local/provider.ts';
import type { Cluster, ClusterProvider, ProviderFactory, SettingsControl } from '../../src/clusters/provider.ts';
import type { ClusterSpec, ClusterSpecs, ProviderName } from '../../src/core/cluster-spec.ts';
import { settingsToFlags } from '../../src/core/flags.ts';
import type { Scope } from '../../src/core/scope.ts';
import type { AuditRoute } from '../../src/core/target.ts';
import { apiserverProbe } from '../../src/probes/apiserver-probe.ts';
import { waitUntil } from '../../src/runner/wait-until.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { webhookSink } from '../../src/sinks/webhook/sink.ts';
import { noBinaries } from '../support/assets.ts';
import { tempDir } from '../support/cli.ts';
import { KIND_IMAGE, kindThings, noKind } from '../support/kind.ts';
import { writeKubeconfig } from '../support/kubeconfig.ts';
import { bundledPolicy } from '../support/policies.ts';
import { processesWith, tempEntries } from '../support/processes.ts';
import { testScope } from '../support/scope.ts';
import { LOOPBACK_SINK } from '../support/sinks.ts';
import { QUICK } from '../support/settings.ts';
import { takesTurns } from '../support/turns.ts';

interface Driver {
  readonly spec: ClusterSpec;
  readonly make: () => ClusterProvider;
  /** Why it cannot be tested here. */
  readonly skip: string | null;
  /** What it holds on this machine besides files. */
  readonly holds: (scratch: string) => Promise<readonly string[]>;
}

const OPTIONS = { assetsDir: null, environment: process.env, keep: false };
const driver = <Name extends ProviderName>(
  factory: ProviderFactory<Name>,
  spec: ClusterSpecs[Name],
  skip: string | null,
  holds: Driver['holds'] = async (scratch) => processesWith(scratch),
): Driver => ({ spec, make: () => factory(spec, OPTIONS), skip, holds });

const DRIVERS: readonly Driver[] = [
  driver(
    embeddedProvider,
    {
      name: 'e',
      provider: 'embedded',
      apiservers: 2,
      load: { from: 'this machine' },
      kubernetesVersion: '1.36',
      serviceTimeMs: 0,
    },
    null,
  ),
  driver(
    localProvider,
    {
      name: 'l',
      provider: 'local',
      apiservers: 2,
      load: { from: 'this machine' },
      kubernetesVersion: null,
      apiserverFlags: {},
    },
    noBinaries,
  ),
  driver(
    kindProvider,
    {
      name: 'k',
      provider: 'kind',
      loadVia: 'straight',
      apiservers: 1,
      load: { from: 'this machine' },
      image: KIND_IMAGE,
      kubernetesVersion: null,
      full: false,
      apiserverFlags: {},
      nodeLimits: { cpus: null, memoryBytes: null },
      recreate: 'when-needed',
    },
    noKind,
    kindThings,
  ),
];

const POLICY = bundledPolicy('metadata-complete');

type GiveBack = (close: () => Promise<void>) => void;

async function openSink(
  provider: ClusterProvider,
  scope: Scope,
  atEnd: GiveBack,
): Promise<{ sink: Sink; route: AuditRoute }> {
  const { log, ...addresses } = await provider.prepare(scope);
  const sink = await webhookSink.open({ ...LOOPBACK_SINK, ...addresses, log: { ...LOOPBACK_SINK.log, ...log } }, scope);
  atEnd(() => sink.close());
  return { sink, route: { policyText: POLICY.text, policy: POLICY.policy, targets: { webhook: sink.target } } };
}

interface Started {
  readonly cluster: Cluster;
  readonly control: SettingsControl;
  readonly sink: Sink;
  readonly scope: Scope;
}

async function start(provider: ClusterProvider, atEnd: GiveBack): Promise<Started> {
  const scope = testScope();
  expect(await provider.preflight(scope, { settings: [{ webhook: QUICK }], policies: [POLICY.policy] })).toEqual([]);
  const { sink, route } = await openSink(provider, scope, atEnd);
  const cluster = await provider.start({ route, settings: { webhook: QUICK } }, scope);
  atEnd(() => cluster.close());
  return { cluster, control: cluster.settings ?? expect.unreachable(), sink, scope };
}

/** What can be asked of a cluster whose flags stay as they are. */
const FOUND: readonly (Pick<Driver, 'skip'> & { readonly name: ProviderName; find: () => Promise<FoundCluster> })[] = [
  { name: 'existing', skip: noBinaries, find: findExisting },
];

interface FoundCluster {
  readonly provider: ClusterProvider;
  /** Of the API servers that were there before. */
  readonly flags: Cluster['started']['flags'];
  readonly instances: number;
}

/** A real kube-apiserver that the test started, through a kubeconfig. */
async function findExisting(): Promise<FoundCluster> {
  const local = DRIVERS.find(({ spec }) => spec.provider === 'local') ?? expect.unreachable();
  const { cluster } = await start(local.make(), onTestFinished);
  const { api } = cluster;
  const { flags } = cluster.started;
  const spec = {
    name: 'x',
    provider: 'existing',
    apiservers: 1,
    load: { from: 'this machine' },
    kubeconfig: writeKubeconfig(api.instances[0]?.origin ?? '', api.caPem, api.admin),
    context: null,
    ceilingPerSecond: null,
    auditFlags: flags,
    policy: null,
    receiver: null,
  } as const;
  return { provider: existingProvider(spec, OPTIONS), flags, instances: 1 };
}

describe.each(FOUND)('the provider $name', ({ skip, find }) => {
  test('takes the cluster as it is, changes nothing, and can be read', async (context) => {
    if (skip !== null) context.skip(skip);
    const scope = testScope();
    const { provider, flags, instances } = await find();
    expect(provider.capabilities).toMatchObject({ settings: 'as they are', emulated: false });
    expect(await provider.preflight(scope, { settings: [], policies: [] })).toEqual([]);
    const cluster = await provider.start('as it is', scope);
    expect(cluster.settings).toBeNull();
    expect(cluster.started.flags).toEqual(flags);
    expect(cluster.api.instances).toHaveLength(instances);
    const client = await cluster.api.credentialsFor({ user: 'whoever', groups: [] });
    const probe = await apiserverProbe.open(
      { instances: cluster.api.instances, caPem: cluster.api.caPem, client, trialKey: 'dddddd' },
      scope,
    );
    onTestFinished(() => probe.close());
    const [first] = await probe.read('grid', scope.signal);
    expect(first?.counters?.generated).toBeGreaterThan(0);
    await cluster.close();
    await cluster.close();
    const [last] = await probe.read('grid', scope.signal);
    expect(last?.counters?.processStartMs).toBe(first?.counters?.processStartMs);
  });

  test('does not take settings', async (context) => {
    if (skip !== null) context.skip(skip);
    const scope = testScope();
    const { provider } = await find();
    const { sink, route } = await openSink(provider, scope, onTestFinished);
    await expect(provider.start({ route, settings: { webhook: QUICK } }, scope)).rejects.toThrow('never changed');
    await sink.close();
  });
});

describe.each(DRIVERS)('the provider $spec.provider', ({ make, spec, skip, holds }) => {
  if (spec.provider === 'kind') takesTurns('kind');
  /** One cluster for all: starting it is most of their time, and they follow one another. */
  let running: Started | null = null;
  const giveBack: (() => Promise<void>)[] = [];
  const started = async (): Promise<Started> => (running ??= await start(make(), (close) => void giveBack.push(close)));
  afterAll(async () => {
    for (const close of giveBack.reverse()) await close();
  });

  test('starts with the settings, and changes them in every API server', async (context) => {
    if (skip !== null) context.skip(skip);
    const { cluster, control, scope } = await started();
    expect(cluster.started.flags).toMatchObject(settingsToFlags(QUICK, 'webhook'));
    expect(cluster.api.instances.map(({ name }) => name)).toEqual(
      ['apiserver-1', 'apiserver-2'].slice(0, spec.apiservers),
    );
    const probe = await apiserverProbe.open(
      { instances: cluster.api.instances, caPem: cluster.api.caPem, client: cluster.api.admin, trialKey: 'aaaaaa' },
      scope,
    );
    onTestFinished(() => probe.close());
    const before = await probe.read('grid', scope.signal);
    const changed = { ...QUICK, bufferSize: 77, maxBatchWaitMs: 1500 };
    const { flags } = await control.apply({ settings: { webhook: changed }, policyText: POLICY.text }, scope.signal);
    expect(flags).toMatchObject(settingsToFlags(changed, 'webhook'));
    const after = await probe.read('grid', scope.signal);
    for (const [index, sample] of after.entries()) {
      expect(sample.counters?.processStartMs).toBeGreaterThan(
        before[index]?.counters?.processStartMs ?? Number.POSITIVE_INFINITY,
      );
    }
  });

  test('echoes the Audit-ID, and its events reach the receiver', async (context) => {
    if (skip !== null) context.skip(skip);
    const { cluster, sink, scope } = await started();
    const { api } = cluster;
    const credentials = await api.credentialsFor({ user: 'someone', groups: ['a-group'] });
    const probe = await apiserverProbe.open(
      { instances: api.instances, caPem: api.caPem, client: credentials, trialKey: 'bbbbbb' },
      scope,
    );
    onTestFinished(() => probe.close());
    for (const { name } of api.instances)
      expect(await probe.get(name, '/version', 'ab-bbbbbb-p1', scope.signal)).toBe(200);
    const arrived = await waitUntil(
      async () => (await sink.counters()).deliveredByKind['p'] === spec.apiservers,
      10_000,
      scope,
    );
    expect(arrived).toBe(true);
  });

  test('an API server that refuses its flags says why, and the next settings work', async (context) => {
    if (skip !== null) context.skip(skip);
    const { control, scope } = await started();
    await expect(
      control.apply({ settings: { webhook: { ...QUICK, bufferSize: -1 } }, policyText: POLICY.text }, scope.signal),
    ).rejects.toThrow(/ended at start.*: .*(buffer|batch).*-1/i);
    const { flags } = await control.apply({ settings: { webhook: QUICK }, policyText: POLICY.text }, scope.signal);
    expect(flags['audit-webhook-batch-buffer-size']).toBe('2000');
  });

  test('closes twice as well as once, and keeps the logs', async (context) => {
    if (skip !== null) context.skip(skip);
    const { cluster, scope } = await started();
    const logs = join(scope.runDir, 'kept');
    await cluster.collectLogs(logs);
    expect(readdirSync(logs)).toContain(`apiserver-${spec.apiservers}.log`);
    await cluster.close();
    await cluster.close();
  });

  test('leaves no process and no file, also when it is aborted while it starts', async (context) => {
    if (skip !== null) context.skip(skip);
    const scratch = tempDir();
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = scratch;
    onTestFinished(() => {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    });
    const controller = new AbortController();
    const scope = testScope(controller.signal);
    const provider = make();
    const { route } = await openSink(provider, scope, onTestFinished);
    const held = (await holds(scratch)).length;
    const starting = provider.start({ route, settings: { webhook: QUICK } }, scope);
    await waitUntil(async () => (await holds(scratch)).length > held, 10_000, testScope());
    controller.abort(new Error('stop'));
    await expect(starting).rejects.toThrow('stop');
    expect(await holds(scratch)).toHaveLength(held);
    expect(tempEntries(scratch).filter((name) => !name.startsWith('audit-bench-test-'))).toEqual([]);
  });
});
