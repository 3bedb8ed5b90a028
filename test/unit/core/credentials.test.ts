import { describe, expect, test } from 'vitest';
import { headersOf, tlsOf, type UsableCredentials } from '../../../src/core/credentials.ts';

const PAIR = { certificatePem: 'CERT', keyPem: 'KEY' };
const TLS = { cert: 'CERT', key: 'KEY' };
const ALICE = { user: 'alice', groups: ['dev', 'ops'] };
const TOKEN: UsableCredentials = { kind: 'token', token: 'abc' };

describe('what a request carries', () => {
  test.each<[string, UsableCredentials, object, readonly string[]]>([
    ['a certificate: the connection says it all', { kind: 'certificate', ...PAIR }, TLS, []],
    ['a token: a header, and no certificate', TOKEN, {}, ['Authorization', 'Bearer abc']],
    [
      "a front proxy: the proxy's certificate, the user in headers",
      { kind: 'front-proxy', proxy: PAIR, identity: ALICE },
      TLS,
      ['X-Remote-User', 'alice', 'X-Remote-Group', 'dev', 'X-Remote-Group', 'ops'],
    ],
    [
      'impersonation: what the impersonating client carries, then whom it speaks for',
      { kind: 'impersonation', by: TOKEN, identity: { user: 'bob', groups: [] } },
      {},
      ['Authorization', 'Bearer abc', 'Impersonate-User', 'bob'],
    ],
    [
      'impersonation by certificate',
      { kind: 'impersonation', by: { kind: 'certificate', ...PAIR }, identity: ALICE },
      TLS,
      ['Impersonate-User', 'alice', 'Impersonate-Group', 'dev', 'Impersonate-Group', 'ops'],
    ],
  ])('%s', (_, credentials, tls, headers) => {
    expect(tlsOf(credentials)).toEqual(tls);
    expect(headersOf(credentials)).toEqual(headers);
  });
});
