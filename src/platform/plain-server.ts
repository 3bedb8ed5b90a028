import { createServer } from 'node:http';
import { type Listening, listening } from './listening.ts';

export interface PlainAnswer {
  /** `text/html; charset=utf-8` */
  readonly type: string;
  readonly body: string;
}

/**
 * Answers GET on 127.0.0.1 without TLS; nobody else on the network can read it. `null` is 404, an error 500.
 * `port` 0: any free one. Errors: the system's, such as EADDRINUSE.
 */
export async function startPlainServer(
  port: number,
  answer: (path: string) => Promise<PlainAnswer | null>,
): Promise<Listening> {
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
  const listens = await listening(server, { host: '127.0.0.1', port });
  // A run that is over ends, whoever still looks at it.
  server.unref();
  return listens;
}
