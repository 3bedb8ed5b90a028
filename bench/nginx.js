import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthority } from '../dist/platform/certificates.js';
import { freePort } from '../dist/platform/programs.js';
import { tempDir } from './temp-dir.js';

/**
 * nginx in one process, over TLS, that answers every request with `answer` (what follows nginx's `return`).
 * Clients must show a certificate of its authority when `verifyClient` is set.
 */
export async function startNginx({ answer, verifyClient = false, host = '127.0.0.1' }) {
  const dir = tempDir();
  const file = (name) => join(dir, name);
  const authority = await createAuthority('nginx');
  const { certificatePem, keyPem } = await authority.server([host]);
  const port = await freePort();
  writeFileSync(file('ca.crt'), authority.caPem);
  writeFileSync(file('nginx.crt'), certificatePem);
  writeFileSync(file('nginx.key'), keyPem);
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${file(of)};`);
  const clients = verifyClient ? `ssl_client_certificate ${file('ca.crt')}; ssl_verify_client on;` : '';
  writeFileSync(
    file('nginx.conf'),
    `daemon off; master_process off; pid ${file('nginx.pid')}; error_log ${file('nginx.log')};
     events {}
     http { access_log off; client_max_body_size 16m; keepalive_requests 1000000000; ${folders.join(' ')}
       server { listen ${host}:${port} ssl; ssl_certificate ${file('nginx.crt')}; ssl_certificate_key ${file('nginx.key')};
         ${clients} location / { return ${answer}; } } }`,
  );
  const child = spawn('nginx', ['-c', file('nginx.conf'), '-p', dir], { stdio: 'inherit' });
  await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`nginx, the peer here, does not start: ${error.message}`)));
    setTimeout(resolve, 500);
  });
  return {
    host,
    port,
    pid: child.pid,
    caPem: authority.caPem,
    client: await authority.client('bench', []),
    stop: () => child.kill('SIGTERM'),
  };
}
