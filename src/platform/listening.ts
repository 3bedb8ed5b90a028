import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Resource } from '../core/scope.ts';

export interface Listening extends Resource {
  readonly port: number;
}

/** Listens on an address; `port` 0: any free one. Closing ends open connections too. Errors: the system's, such as EADDRINUSE. */
export async function listening(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
