// A bare TLS server for the benchmarks, in a process of its own: `fork` it, it sends {port, caPem, client}.
import { createAuthority } from '../dist/platform/certificates.js';
import { startHttpsServer } from '../dist/platform/https-server.js';

const authority = await createAuthority('bench');
const server = await startHttpsServer({
  host: '127.0.0.1',
  port: 0,
  certificate: await authority.server(['127.0.0.1']),
  clientCaPem: authority.caPem,
  rejectUnauthorized: true,
  onRequest: (request, response) => {
    request.resume();
    response.end('{}');
  },
});
process.send({
  port: server.port,
  caPem: authority.caPem,
  client: await authority.client('bench', ['system:masters']),
});
process.once('disconnect', () => process.exit(0));
