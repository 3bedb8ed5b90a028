import { join } from 'node:path';
import type { ApiAccess, ApiserverInstance } from '../../core/api.ts';
import { createAuthority } from '../../platform/certificates.ts';
import { writeFileAtomic, writeSecretFile } from '../../platform/files.ts';
import { freePort } from '../../platform/programs.ts';
import { FRONT_PROXY_AUTHORITY } from '../front-proxy.ts';
import { instanceNames } from '../instance-name.ts';

export const LOOPBACK = '127.0.0.1';

/** Authorities and certificates of API servers on this machine, in `dir`, and how to talk to them. */
export async function makeAccess(
  { apiservers, host }: { readonly apiservers: number; readonly host: string },
  dir: string,
): Promise<ApiAccess> {
  const authority = await createAuthority('audit-bench');
  const proxies = await createAuthority(FRONT_PROXY_AUTHORITY);
  const server = await authority.server([host, LOOPBACK, 'localhost', 'kubernetes', 'kubernetes.default', '10.0.0.1']);
  await writeFileAtomic(join(dir, 'ca.crt'), authority.caPem);
  await writeFileAtomic(join(dir, 'requestheader-ca.crt'), proxies.caPem);
  await writeFileAtomic(join(dir, 'server.crt'), server.certificatePem);
  await writeSecretFile(join(dir, 'server.key'), server.keyPem);
  const instances: ApiserverInstance[] = [];
  for (const name of instanceNames(apiservers))
    instances.push({ name, origin: `https://${host}:${await freePort(host)}` });
  return {
    instances,
    caPem: authority.caPem,
    admin: await authority.client('audit-bench-admin', ['system:masters']),
    credentialsFor: ({ user, groups }) => authority.client(user, groups),
    frontProxy: await proxies.client('audit-bench-front-proxy', []),
  };
}
