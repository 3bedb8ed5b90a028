import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tlsOf, type UsableCredentials } from '../../src/core/credentials.ts';
import { tempDir } from './cli.ts';

/** A kubeconfig with one context, `ctx`; without credentials its user has empty ones. Gives the file. */
export function writeKubeconfig(server: string, caPem: string, credentials?: UsableCredentials): string {
  const { cert, key } = credentials === undefined ? {} : tlsOf(credentials);
  return writeUserKubeconfig(server, caPem, {
    'client-certificate-data': base64(cert),
    'client-key-data': base64(key),
  });
}

/** The same for a user as a kubeconfig writes one. */
export function writeUserKubeconfig(server: string, caPem: string, user: object): string {
  const file = join(tempDir(), 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority-data': base64(caPem) } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'ctx', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'ctx',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function base64(text = ''): string {
  return Buffer.from(text).toString('base64');
}
