import { expect, test } from 'vitest';
import { refuseExpired, refuseExpiredToken } from '../../../../src/clusters/existing/expired.ts';
import { createAuthority } from '../../../../src/platform/certificates.ts';

const YEAR_MS = 366 * 24 * 3_600_000;

test('a client certificate that has run out, or has not begun, is told before anybody is asked', async () => {
  const { certificatePem } = await (await createAuthority('ca')).client('alice', ['devs']);
  const nowMs = Date.now();
  expect(() => refuseExpired(certificatePem, 'prod', nowMs)).not.toThrow();
  expect(() => refuseExpired(Buffer.from(certificatePem), 'prod', nowMs + 100 * YEAR_MS)).toThrow(
    /^context prod: the client certificate .*CN=alice.* expired on \d{4}-\d\d-\d\d\n {2}hint: /,
  );
  expect(() => refuseExpired(certificatePem, 'prod', nowMs - 100 * YEAR_MS)).toThrow(
    /^context prod: the client certificate .*CN=alice.* is not valid before \d{4}-\d\d-\d\d\n {2}hint: /,
  );
  expect(() => refuseExpired(undefined, 'prod', nowMs)).not.toThrow();
});

test('an OIDC token that has run out is told with what renews it, and never renewed; others are not looked at', () => {
  const nowMs = Date.parse('2026-11-24T09:00:00Z');
  const userOf = (token: string, name = 'oidc') => ({
    name: 'carol',
    authProvider: { name, config: { 'id-token': token } },
  });
  const token = (claims: object): string => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
  const check = (user: Parameters<typeof refuseExpiredToken>[0]) => () => refuseExpiredToken(user, 'prod', nowMs);
  expect(check(userOf(token({ exp: nowMs / 1000 + 60 })))).not.toThrow();
  expect(check(userOf(token({ exp: nowMs / 1000 })))).toThrow(
    /^context prod: the OIDC id-token of user carol expired at 2026-11-24T09:00:00.000Z\n {2}hint: kubectl --context prod /,
  );
  for (const unreadable of [token({}), 'x', 'x.{.x'])
    expect(check(userOf(unreadable))).toThrow('the OIDC id-token of user carol cannot be read');
  for (const user of [null, { name: 'a' }, userOf('x', 'gcp')]) expect(check(user)).not.toThrow();
});
