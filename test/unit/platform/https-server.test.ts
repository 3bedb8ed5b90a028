import { connect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { createAuthority } from '../../../src/platform/certificates.ts';
import { readBody, startHttpsServer } from '../../../src/platform/https-server.ts';

const authority = await createAuthority('test');

/** A server that reads every body, and a client that begins a request and sends no more. */
async function stoppedInTheMiddle(head: string): Promise<string> {
  const certificate = await authority.server(['127.0.0.1']);
  const server = await startHttpsServer({
    host: '127.0.0.1',
    port: 0,
    certificate,
    clientCaPem: authority.caPem,
    rejectUnauthorized: false,
    wholeRequestMs: 100,
    onRequest: (request, response) => {
      readBody(request).then(
        () => response.end('taken'),
        () => {},
      );
    },
  });
  onTestFinished(() => server.close());
  const client = connect({ host: '127.0.0.1', port: server.port, ca: authority.caPem });
  client.write(head);
  let answer = '';
  for await (const chunk of client) answer += String(chunk);
  return answer;
}

test.each([
  ['its head', 'POST /audit HTTP/1.1\r\nHost: x\r\n'],
  ['its body', 'POST /audit HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"kind":'],
])('a client that stops in the middle of %s is answered 408, and its connection ends', async (_what, head) => {
  expect(await stoppedInTheMiddle(head)).toMatch(/^HTTP\/1\.1 408 /);
});

test('one that sends its whole request is answered as ever', async () => {
  const whole = 'POST /audit HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}';
  expect(await stoppedInTheMiddle(whole)).toMatch(/^HTTP\/1\.1 200 [^]*taken/);
});
