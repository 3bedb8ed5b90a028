import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Resource } from '../core/scope.ts';

export interface PlainAnswer {
  /** `text/html; charset=utf-8` */
  readonly type: string;
  readonly body: string;
}

export interface PlainServer extends Resource {
  readonly port: number;
}

/**
 * Answers GET on 127.0.0.1 without TLS; nobody else on the network can read it. `null` is 404, an error 500.
 * `port` 0: any free one. Errors: the system's, such as EADDRINUSE.
 */
export async function startPlainServer(
  port: number,
  answer: (path: string) => Promise<PlainAnswer | null>,
): Promise<PlainServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    answer(decodeURIComponent(pathname)).then(
      (found) => {
        if (found === null) response.writeHead(404).end('not found\n');
        else response.writeHead(200, { 'content-type': found.type, 'cache-control': 'no-store' }).end(found.body);
      },
      () => response.writeHead(500).end('could not be read\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // A run that is over ends, whoever still looks at it.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
