import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { kubernetesGoMod } from '../../src/clusters/local/assets-go.ts';
import { runCli, tempDir } from '../support/cli.ts';

const SYSTEM = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;

/** A loopback server with the layout of the envtest index: two patches of 1.36 and one of 1.34. */
async function releases(options: { readonly spoil?: boolean } = {}): Promise<string> {
  const dir = tempDir();
  mkdirSync(join(dir, 'controller-tools/envtest'), { recursive: true });
  for (const name of ['etcd', 'kube-apiserver', 'kubectl']) {
    const file = join(dir, 'controller-tools/envtest', name);
    writeFileSync(file, `#!/bin/sh\necho "Kubernetes v1.36.10"\n`);
    chmodSync(file, 0o755);
  }
  await execa('tar', ['-czf', join(dir, 'archive.tar.gz'), '-C', dir, 'controller-tools']);
  const archive = readFileSync(join(dir, 'archive.tar.gz'));
  const hash = createHash('sha512')
    .update(options.spoil === true ? 'other' : archive)
    .digest('hex');
  const server = createServer((request, response) => {
    if (request.url === '/index.yaml') response.end(index);
    else if (request.url?.endsWith('.tar.gz') === true) response.end(archive);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const entry = (version: string): string =>
    `  v${version}:\n    envtest-v${version}-${SYSTEM}.tar.gz:\n      hash: ${hash}\n      selfLink: ${base}/envtest-v${version}-${SYSTEM}.tar.gz\n`;
  const index = `releases:\n${['1.34.1', '1.36.9', '1.36.10'].map(entry).join('')}`;
  return `${base}/index.yaml`;
}

describe('assets install --from release', () => {
  test('takes the newest patch of the minor, checks it and puts both binaries into the cache', async () => {
    const cache = tempDir();
    const { exitCode, stdout } = await runCli(['assets', 'install', '--version', '1.36', '--index', await releases()], {
      env: { AUDIT_BENCH_CACHE: cache },
    });
    expect(stdout).toBe(
      `downloading envtest-v1.36.10-${SYSTEM}.tar.gz\nkube-apiserver 1.36.10 and etcd are in ${cache}/assets/1.36.10`,
    );
    expect(exitCode).toBe(0);
    const which = await runCli(['assets', 'which'], {
      env: { AUDIT_BENCH_CACHE: cache, KUBEBUILDER_ASSETS: '/nowhere' },
    });
    expect(which.stdout).toContain(`kube-apiserver 1.36.10: ${cache}/assets/1.36.10/kube-apiserver`);
  });

  test('names the nearest version when there is none', async () => {
    const { exitCode, stderr } = await runCli(['assets', 'install', '--version', '1.39', '--index', await releases()], {
      env: { AUDIT_BENCH_CACHE: tempDir() },
    });
    expect(stderr).toBe(
      'there is no envtest archive of Kubernetes 1.39; the nearest is 1.36.10\n  hint: choose it with --version, or build the exact one with --from go',
    );
    expect(exitCode).toBe(3);
  });

  test('refuses a download with another checksum', async () => {
    const install = ['assets', 'install', '--version', '1.36', '--index', await releases({ spoil: true })];
    const { exitCode, stderr } = await runCli(install, {
      env: { AUDIT_BENCH_CACHE: tempDir() },
    });
    expect(stderr).toMatch(
      /^envtest-v1\.36\.10-\S+: the checksum is [0-9a-f]{16}…, the index says [0-9a-f]{16}…\n {2}hint: the download is not what was published; nothing was installed$/,
    );
    expect(exitCode).toBe(4);
  });

  test('says so when the index cannot be reached', async () => {
    const { exitCode, stderr } = await runCli(['assets', 'install', '--index', 'http://127.0.0.1:9/index.yaml'], {
      env: { AUDIT_BENCH_CACHE: tempDir() },
    });
    expect(stderr).toMatch(
      /^http:\/\/127\.0\.0\.1:9\/index\.yaml cannot be read: .+\n {2}hint: without access to it, build the binaries with --from go$/,
    );
    expect(exitCode).toBe(4);
  });

  test('a version that is none', async () => {
    expect(await runCli(['assets', 'install', '--version', 'newest'])).toMatchObject({
      exitCode: 2,
      stderr: '--version: expected a Kubernetes version such as "1.37", got "newest"',
    });
  });
});

describe('assets install --from go', () => {
  test('says what is missing without Go', async () => {
    const { exitCode, stderr } = await runCli(['assets', 'install', '--from', 'go'], {
      env: { AUDIT_BENCH_CACHE: tempDir(), PATH: '/nowhere' },
    });
    expect(stderr).toBe(
      'there is no Go toolchain on PATH\n  hint: install Go from https://go.dev/dl, or download binaries with --from release',
    );
    expect(exitCode).toBe(3);
  });

  test('replaces every staging module by its release', () => {
    const upstream =
      'module k8s.io/kubernetes\n\ngo 1.26.0\n\ngodebug default=go1.26\n\nrequire (\n\tk8s.io/api v0.0.0\n\tk8s.io/client-go v0.0.0\n\tk8s.io/klog/v2 v2.130.1\n)\n';
    expect(kubernetesGoMod(upstream, '1.36.3')).toBe(
      'module audit-bench.invalid/kubernetes\n\ngo 1.26.0\ngodebug default=go1.26\n\nreplace k8s.io/api => k8s.io/api v0.36.3\nreplace k8s.io/client-go => k8s.io/client-go v0.36.3\n',
    );
  });
});

describe('downloads go through the proxy that the environment names', () => {
  /** A proxy that notes what it is asked to connect to. */
  async function proxy(): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
    const asked: string[] = [];
    const server = createServer();
    server.on('connect', (request, socket: Socket) => {
      asked.push(request.url ?? '');
      const [host = '', port = ''] = (request.url ?? '').split(':');
      const target = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void server.close());
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  }

  test('except to hosts in NO_PROXY, without a warning', async () => {
    const { url, asked } = await proxy();
    const index = await releases();
    const install = (noProxy: string) =>
      runCli(['assets', 'install', '--version', '1.36', '--index', index], {
        env: {
          AUDIT_BENCH_CACHE: tempDir(),
          HTTP_PROXY: url,
          HTTPS_PROXY: url,
          NO_PROXY: noProxy,
          http_proxy: url,
          no_proxy: noProxy,
        },
      });
    expect(await install('127.0.0.1')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(asked).toEqual([]);
    expect(await install('elsewhere')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(new Set(asked)).toEqual(new Set([new URL(index).host]));
  });
});
