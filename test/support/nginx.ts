import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import type { OwnBackend } from '../../src/core/own-backend.ts';
import { createAuthority } from '../../src/platform/certificates.ts';
import { freePort } from '../../src/platform/programs.ts';
import { verifyServer } from '../../src/platform/tls-check.ts';
import { waitUntil } from '../../src/runner/wait-until.ts';
import { testScope } from './scope.ts';

/** nginx over TLS that asks for a client certificate; `location`: what stands in its one location. */
export async function startNginx(location: string) {
  const dir = mkdtempSync(join(tmpdir(), 'audit-bench-nginx-'));
  const file = (name: string): string => join(dir, name);
  const authority = await createAuthority('nginx');
  const { certificatePem, keyPem } = await authority.server(['127.0.0.1']);
  const client = await authority.client('audit-bench', []);
  const port = await freePort();
  const own = { 'ca.crt': authority.caPem, 'nginx.crt': certificatePem, 'nginx.key': keyPem };
  for (const [name, text] of Object.entries(own)) writeFileSync(file(name), text, { mode: 0o600 });
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${file(of)};`);
  writeFileSync(
    file('nginx.conf'),
    `daemon off; master_process off; pid ${file('pid')}; error_log ${file('error.log')};
     events {}
     http { access_log off; client_max_body_size 1k; ${folders.join(' ')}
       server { listen 127.0.0.1:${port} ssl; ssl_certificate ${file('nginx.crt')}; ssl_certificate_key ${file('nginx.key')};
         ssl_client_certificate ${file('ca.crt')}; ssl_verify_client on; location / { ${location} } } }`,
  );
  const nginx = execa('nginx', ['-c', file('nginx.conf'), '-p', dir], { reject: false });
  const stop = async (): Promise<void> => {
    nginx.kill('SIGKILL');
    await nginx;
  };
  const origin = `https://127.0.0.1:${port}`;
  const up = async (): Promise<boolean> => {
    await verifyServer({ origin, caPem: authority.caPem, client });
    return true;
  };
  expect(await waitUntil(() => up().catch(() => false), 10_000, testScope())).toBe(true);
  const backend: OwnBackend = { via: 'forward', url: `${origin}/audit`, caPem: authority.caPem, client, headers: [] };
  return { backend, stop };
}
