import { describe, expect, test } from 'vitest';
import { NOT_KEPT } from '../../../src/config/read-text.ts';
import { parseScenario } from '../../../src/config/scenario.ts';
import { AuditBenchError } from '../../../src/core/errors.ts';
import type { OwnBackend } from '../../../src/core/own-backend.ts';
import { createAuthority } from '../../../src/platform/certificates.ts';

const authority = await createAuthority('ca');
const client = await authority.client('audit-bench', []);
const stranger = await authority.client('other', []);
const FILES: Readonly<Record<string, string>> = {
  'ca.crt': authority.caPem,
  'c.crt': client.certificatePem,
  'c.key': client.keyPem,
  'other.key': stranger.keyPem,
  headers: '# of the gateway\nAuthorization: Bearer abc\r\nX-Tenant:  blue \n',
};

async function read(receiver: string, files = FILES): Promise<OwnBackend | null> {
  const text = `apiVersion: audit-bench/v1
kind: Scenario
name: s
load: { phases: [{ rate: 100/s, duration: 10s }] }
variants: [{ name: a, bufferSize: 100 }]
receiver: ${receiver}
`;
  return (await parseScenario(text, 's.yaml', [], async (path) => files[path])).receiver.backend;
}

async function problems(receiver: string, files = FILES): Promise<string> {
  const error: unknown = await read(receiver, files).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AuditBenchError)) throw new Error('expected problems', { cause: error });
  return error.message;
}

describe('a backend of the user', () => {
  test('its files are read, relative to the scenario', async () => {
    const url = 'https://10.0.0.5:8443/audit';
    expect(
      await read(
        `{ forward: { url: "${url}", caFile: ca.crt, certFile: c.crt, keyFile: c.key, headersFile: headers } }`,
      ),
    ).toEqual({
      via: 'forward',
      url,
      caPem: authority.caPem,
      client: { certificatePem: client.certificatePem, keyPem: client.keyPem },
      headers: [
        ['Authorization', 'Bearer abc'],
        ['X-Tenant', 'blue'],
      ],
    });
    expect(await read('{ latency: 1ms }')).toBeNull();
  });

  test.each([
    ['{ forward: {} }', 's.yaml:6:22 receiver.forward.url: is missing, expected a string'],
    [
      '{ forward: { url: "10.0.0.5:8443" } }',
      's.yaml:6:29 receiver.forward.url: expected an address such as "https://10.0.0.5:8443/audit", got "10.0.0.5:8443"',
    ],
    [
      '{ forward: { url: "https://me:pw@h/audit" } }',
      's.yaml:6:29 receiver.forward.url: a user or password in an address would be seen in results\n  hint: write it into headersFile',
    ],
    [
      '{ forward: { url: "https://h/a#b" } }',
      's.yaml:6:29 receiver.forward.url: "#b" is never sent\n  hint: leave it out',
    ],
    [
      '{ forward: { url: "https://h/a", caFile: no.crt } }',
      's.yaml:6:52 receiver.forward.caFile: there is no file "no.crt"\n  hint: paths are relative to the scenario file',
    ],
    [
      '{ forward: { url: "https://h/a", caFile: c.key } }',
      's.yaml:6:52 receiver.forward.caFile: holds no PEM certificate',
    ],
    [
      '{ forward: { url: "https://h/a", certFile: c.crt } }',
      's.yaml:6:54 receiver.forward.certFile: a certFile needs a keyFile beside it',
    ],
    [
      '{ forward: { url: "https://h/a", certFile: c.crt, keyFile: other.key } }',
      's.yaml:6:70 receiver.forward.keyFile: is not the key of certFile',
    ],
  ])('%s', async (receiver, message) => {
    expect(await problems(receiver)).toBe(message);
  });

  test('of a run that is analysed again its files are not needed, and are not kept', async () => {
    const gone = { 'ca.crt': NOT_KEPT, headers: NOT_KEPT };
    expect(await read('{ forward: { url: "https://h/a", caFile: ca.crt, headersFile: headers } }', gone)).toMatchObject(
      {
        caPem: null,
        headers: [],
      },
    );
  });

  test('an external one goes past the receiver, so nothing of that can be set, and nothing missing is asked for', async () => {
    expect(await read('{ external: { url: "https://h/a" } }')).toMatchObject({ via: 'external', url: 'https://h/a' });
    expect(await problems('{ latency: 1ms, external: { url: "https://h/a" } }')).toBe(
      "s.yaml:6:22 receiver.latency: is of audit-bench's receiver, which receiver.external goes past\n  hint: with receiver.forward every event is seen",
    );
    expect(await problems('{ external: { url: "https://h/a", headersFile: headers } }')).toContain(
      'headersFile: unknown key',
    );
  });

  test('both at once are refused', async () => {
    expect(await problems('{ forward: { url: "https://h/a" }, external: { url: "https://h/a" } }')).toBe(
      's.yaml:6:29 receiver.forward.url: a backend is tested through "forward" or as "external", not both\n  hint: take one of the two out',
    );
  });

  test.each([
    [
      'objectives: { missing: 0 }',
      's.yaml:7:24 objectives.missing: cannot be known with receiver.external: nobody sees what arrives\n  hint: with receiver.forward every event is seen',
    ],
    [
      'tune: {}',
      's.yaml:7:7 tune: needs to see every event, and with receiver.external nobody does\n  hint: with receiver.forward every event is seen',
    ],
    ['backend: log', 's.yaml:6:23 receiver.external: takes POSTs of a webhook, and the backend measured is the log'],
  ])('an external one with %s', async (line, message) => {
    expect(await problems(`{ external: { url: "https://h/a" } }\n${line}`)).toContain(message);
  });

  test('a line of the headers file is never repeated, for it may be a secret', async () => {
    const headers = 'X-Good: 1\nBearer abc\nHost: h\n';
    expect(await problems('{ forward: { url: "https://h/a", headersFile: headers } }', { headers })).toBe(
      's.yaml:6:57 receiver.forward.headersFile: line 2 is no "Name: value"\ns.yaml:6:57 receiver.forward.headersFile: line 3: "Host" is set by audit-bench',
    );
  });
});
