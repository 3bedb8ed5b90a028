import { expect, test } from 'vitest';
import { refuseExpired } from '../../../../src/clusters/existing/expired.ts';
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
