import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cluster } from '../../src/clusters/provider.ts';
import type { UsableCredentials } from '../../src/core/credentials.ts';
import { tlsOf } from '../../src/core/credentials.ts';
import { realClock } from '../../src/platform/clock.ts';
import { httpsGet } from '../../src/platform/https-get.ts';
import { findOnPath, freePort } from '../../src/platform/programs.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { webhookSink } from '../../src/sinks/webhook/sink.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';
import { bundledPolicy } from '../support/policies.ts';
import { localTestProvider } from '../support/local-provider.ts';
import { writeKubeconfig } from '../support/kubeconfig.ts';
import { testScope } from '../support/scope.ts';
import { QUICK } from '../support/settings.ts';
import { LOOPBACK_SINK } from '../support/sinks.ts';

const POLICY = bundledPolicy('metadata-complete');
const missing =
  noBinaries ??
  (findOnPath('prometheus', process.env['PATH'] ?? '') === undefined
    ? "no prometheus: install Debian's package to have it scrape a real kube-apiserver"
    : null);
const scope = testScope();
const never = new AbortController().signal;

let cluster: Cluster | undefined;
let sink: Sink | undefined;
let url = '';
let prometheus: ReturnType<typeof startPrometheus> | undefined;

beforeAll(async () => {
  if (missing !== null) return;
  const provider = localTestProvider();
  sink = await webhookSink.open(LOOPBACK_SINK, scope);
  const route = { policyText: POLICY.text, policy: POLICY.policy, targets: { webhook: sink.target } };
  cluster = await provider.start({ route, settings: { webhook: QUICK } }, scope);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  prometheus = startPrometheus(cluster, port);
});
afterAll(async () => {
  prometheus?.kill();
  await prometheus?.catch(() => {});
  await cluster?.close();
  await sink?.close();
});

/** Scrapes once a second, as the cluster's admin. */
function startPrometheus({ api }: Cluster, port: number) {
  const dir = tempDir();
  const { cert = '', key = '' } = tlsOf(api.admin);
  const file = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  const tls = { ca_file: file('ca', api.caPem), cert_file: file('cert', cert), key_file: file('key', key) };
  const targets = api.instances.map(({ origin }) => origin.replace('https://', ''));
  const job = { job_name: 'apiserver', scheme: 'https', tls_config: tls, static_configs: [{ targets }] };
  const config = file('prometheus.yml', JSON.stringify({ global: { scrape_interval: '1s' }, scrape_configs: [job] }));
  return execa(
    'prometheus',
    [`--config.file=${config}`, `--storage.tsdb.path=${join(dir, 'data')}`, `--web.listen-address=127.0.0.1:${port}`],
    {
      reject: false,
      stdio: 'ignore',
    },
  );
}

async function send(requests: number, admin: UsableCredentials, { api }: Cluster): Promise<void> {
  const [instance] = api.instances;
  for (let sent = 0; sent < requests; sent += 1)
    await httpsGet(
      `${instance?.origin}/api/v1/namespaces/default/pods`,
      { ca: api.caPem, ...tlsOf(admin) },
      10_000,
      never,
    );
}

/** How many samples Prometheus has of the counter. */
async function samples(): Promise<number> {
  const query = encodeURIComponent('count_over_time(apiserver_audit_event_total[5m])');
  const answer = await fetch(`${url}/api/v1/query?query=${query}`).catch(() => null);
  const { data } =
    ((await answer?.json().catch(() => null)) as { data?: { result: { value: [number, string] }[] } }) ?? {};
  return Number(data?.result[0]?.value[1] ?? 0);
}

test('profile --prometheus tells rates, losses and how far they can be trusted, and writes a scenario that is valid', async (context) => {
  if (missing !== null || cluster === undefined) return context.skip(missing ?? '');
  const out = join(tempDir(), 'profile');
  while ((await samples()) < 3) await realClock.sleep(200);
  await send(150, cluster.api.admin, cluster);
  const before = await samples();
  while ((await samples()) < before + 3) await realClock.sleep(200);
  const { stdout, stderr, exitCode } = await runCli(['profile', '--prometheus', url, '--for', '5m', '--out', out]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^[\d,]+ events of 1 API server, .*; none lost\.$/m);
  expect(stdout).toMatch(/^Counters are read every 1 s: of a shorter rush only the mean is known\./m);
  const scenario = readFileSync(join(out, 'scenario.yaml'), 'utf8');
  expect(scenario).toMatch(/verb: list\n {6}resource: pods\n {6}weight: 1\d\d/);
  const { stdout: checked } = await runCli(['validate', join(out, 'scenario.yaml')]);
  expect(checked).toContain('scenario "profiled" is valid');
});

test('profile --kubeconfig reads the metrics of a live cluster', async (context) => {
  if (missing !== null || cluster === undefined) return context.skip(missing ?? '');
  const { api } = cluster;
  const out = join(tempDir(), 'profile');
  const file = writeKubeconfig(api.instances[0]?.origin ?? '', api.caPem, api.admin);
  const [{ exitCode, stdout }] = await Promise.all([
    runCli(['profile', '--kubeconfig', file, '--for', '10s', '--out', out]),
    send(200, api.admin, cluster),
  ]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^[\d,]+ events of 1 API server, .*; none lost\.$/m);
  expect(readFileSync(join(out, 'scenario.yaml'), 'utf8')).toContain('resource: pods');
});

test('a Prometheus without the series names the nearest that it has', async (context) => {
  if (missing !== null) return context.skip(missing);
  const port = await freePort();
  const dir = tempDir();
  writeFileSync(
    join(dir, 'p.yml'),
    JSON.stringify({
      global: { scrape_interval: '1s' },
      scrape_configs: [{ job_name: 'self', static_configs: [{ targets: [`127.0.0.1:${port}`] }] }],
    }),
  );
  const own = execa(
    'prometheus',
    [
      `--config.file=${join(dir, 'p.yml')}`,
      `--storage.tsdb.path=${join(dir, 'd')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { reject: false, stdio: 'ignore' },
  );
  try {
    const ask = () =>
      runCli(['profile', '--prometheus', `http://127.0.0.1:${port}`, '--for', '1m', '--out', join(dir, 'o')]);
    let answer = await ask();
    while (answer.exitCode === 4) answer = await ask();
    expect(answer.stderr).toContain('has no apiserver_audit_event_total in the last 60s');
    expect(answer.exitCode).toBe(2);
  } finally {
    own.kill();
    await own;
  }
});
