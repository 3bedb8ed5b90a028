import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { bundledPolicy } from '../support/policies.ts';
import { settingsToFlags } from '../../src/core/flags.ts';
import type { BatchSettings } from '../../src/core/settings.ts';
import { createAuthority } from '../../src/platform/certificates.ts';
import { type FlagFormat, flagFile, formatFlags } from '../../src/report/flag-formats.ts';
import { tempDir } from '../support/cli.ts';
import { KIND_IMAGE, noKind } from '../support/kind.ts';
import { QUICK } from '../support/settings.ts';

const NAME = `audit-bench-formats-${process.pid}`;
const NODE = `${NAME}-control-plane`;
const POLICY = bundledPolicy('metadata-complete');
/** Where the formats put the two files. */
const FOLDER = '/etc/kubernetes/audit';

const flagsOf = (settings: BatchSettings): Readonly<Record<string, string>> => ({
  'audit-policy-file': `${FOLDER}/policy.yaml`,
  'audit-webhook-config-file': `${FOLDER}/webhook.kubeconfig`,
  ...settingsToFlags(settings, 'webhook'),
});

function written(settings: BatchSettings, format: FlagFormat): string {
  return formatFlags({ flags: settingsToFlags(settings, 'webhook'), policyText: POLICY.text }, format);
}

/** The kubeconfig with its placeholders filled in, as its user would. */
async function kubeconfig(): Promise<string> {
  const authority = await createAuthority('receiver');
  const client = await authority.client('kube-apiserver', []);
  const base64 = (pem: string): string => Buffer.from(pem).toString('base64');
  return written(QUICK, 'kubeconfig')
    .replace('RECEIVER:PORT/PATH', '127.0.0.1:9443/audit')
    .replace(/<base64 of the CA's certificate>/, base64(authority.caPem))
    .replace(/<base64 of the client's certificate>/, base64(client.certificatePem))
    .replace(/<base64 of the client's key>/, base64(client.keyPem));
}

async function inNode(script: string, input = ''): Promise<string> {
  return (await execa('docker', ['exec', '-i', NODE, 'bash', '-euc', script], { input })).stdout;
}

/** Waits for a kube-apiserver that serves with these flags, and reads all its audit flags from its process. */
async function flagsOnceItHas(buffer: number): Promise<Readonly<Record<string, string>>> {
  const wanted = `--audit-webhook-batch-buffer-size=${buffer}`;
  const script = `
    for _ in $(seq 240); do
      pid=$(pgrep -x kube-apiserver | head -1 || true)
      if [ -n "$pid" ] && tr '\\0' '\\n' < /proc/$pid/cmdline | grep -qx -- ${wanted} &&
        kubectl --kubeconfig /etc/kubernetes/admin.conf get --raw /readyz > /dev/null 2>&1; then break; fi
      sleep 0.25
    done
    tr '\\0' '\\n' < /proc/$(pgrep -x kube-apiserver | head -1)/cmdline | grep -- ^--audit`;
  const lines = (await inNode(script)).split('\n').filter((line) => line !== '');
  return Object.fromEntries(lines.map((line) => line.slice(2).split(/=(.*)/s).slice(0, 2)));
}

/**
 * Lets kubeadm write the API server's static pod from kind's own configuration: its ClusterConfiguration changed, and
 * with a directory of patches where one is named.
 */
async function kubeadmWrites(change: (own: object) => object, patches?: string): Promise<void> {
  const documents = parseAllDocuments(await inNode('cat /kind/kubeadm.conf')).map((document) => document.toJS());
  const changed = documents.map((document: { kind?: string }) => {
    if (document.kind === 'ClusterConfiguration') return change(document);
    const patched = document.kind === 'InitConfiguration' && patches !== undefined;
    return patched ? { ...document, patches: { directory: patches } } : document;
  });
  const text = changed.map((document) => stringify(document)).join('---\n');
  await inNode('cat > /kind/changed.conf', text);
  await inNode('kubeadm init phase control-plane apiserver --config /kind/changed.conf');
  // At SIGTERM, as the kubelet sends it, the old one would wait for its open watches.
  await inNode('pkill -KILL -x kube-apiserver || true');
}

/** A ClusterConfiguration without what the `kind` format added to it. */
function withoutAudit(own: object): object {
  const { apiServer, ...rest } = own as { apiServer?: { certSANs?: unknown } };
  return { ...rest, apiServer: { certSANs: apiServer?.certSANs ?? [] } };
}

describe.skipIf(noKind !== null)(
  `what is written for kind and kubeadm, applied${noKind === null ? '' : ` (skipped: ${noKind})`}`,
  () => {
    beforeAll(async () => {
      const dir = tempDir();
      mkdirSync(join(dir, 'audit'));
      writeFileSync(join(dir, 'audit', flagFile('policy')), written(QUICK, 'policy'));
      writeFileSync(join(dir, 'audit', flagFile('kubeconfig')), await kubeconfig());
      // As little of a cluster as there can be; what is tested stays as it was written.
      const quiet = { networking: { disableDefaultCNI: true, kubeProxyMode: 'none' } };
      writeFileSync(join(dir, 'kind.yaml'), stringify({ ...parse(written(QUICK, 'kind')), ...quiet }));
      const kubeconfigFile = join(dir, 'kubeconfig');
      const create = ['create', 'cluster', '--name', NAME, '--image', KIND_IMAGE, '--kubeconfig', kubeconfigFile];
      await execa('kind', [...create, '--config', 'kind.yaml'], { cwd: dir });
    });
    afterAll(async () => {
      await execa('kind', ['delete', 'cluster', '--name', NAME, '--kubeconfig', join(tempDir(), 'none')]);
    });

    test('kind: create cluster --config', async () => {
      expect(await flagsOnceItHas(QUICK.bufferSize)).toEqual(flagsOf(QUICK));
    });

    test('kubeadm: merged into the ClusterConfiguration', async () => {
      const changed = { ...QUICK, bufferSize: 2345, throttleBurst: 77 };
      const { apiServer } = parse(written(changed, 'kubeadm')) as { apiServer: object };
      const version = /apiVersion: (\S+)/.exec(await inNode('cat /kind/kubeadm.conf'))?.[1];
      const older = parse(written(changed, 'kubeadm-v1beta3')) as { apiServer: object };
      const ours = version === 'kubeadm.k8s.io/v1beta3' ? older.apiServer : apiServer;
      await kubeadmWrites((own) => {
        const bare = withoutAudit(own) as { apiServer: object };
        return { ...bare, apiServer: { ...bare.apiServer, ...ours } };
      });
      expect(await flagsOnceItHas(2345)).toEqual(flagsOf(changed));
    });

    test('static pod: a patch of kubeadm', async () => {
      const changed = { ...QUICK, bufferSize: 3456, maxBatchSize: 33 };
      await inNode(
        'mkdir -p /kind/patches; cat > /kind/patches/kube-apiserver+json.yaml',
        written(changed, 'static-pod'),
      );
      await kubeadmWrites(withoutAudit, '/kind/patches');
      expect(await flagsOnceItHas(3456)).toEqual(flagsOf(changed));
    });
  },
);
