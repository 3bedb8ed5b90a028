import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { messageOf } from '../core/errors.ts';
import { type Listening, listening } from './listening.ts';

/** Of a body, as it comes and unpacked: what is larger is refused before it is held. */
const MAX_BODY_BYTES = 64 << 20;

/**
 * Takes POSTs of JSON over plain HTTP, packed with gzip or not, and answers `{}`; what it cannot read it refuses with
 * the reason. `port` 0: any free one. Errors: the system's, such as EADDRINUSE.
 */
export async function startPostServer(
  place: { readonly host: string; readonly port: number },
  onText: (text: string) => void,
): Promise<Listening> {
  const server = createServer(
    { keepAliveTimeout: 120_000 },
    (request, response) => void take(request, response, onText),
  );
  return listening(server, place);
}

async function take(request: IncomingMessage, response: ServerResponse, onText: (text: string) => void): Promise<void> {
  const refuse = (status: number, why: string): void => {
    if (!response.destroyed) response.writeHead(status, { Connection: 'close' }).end(`${why}\n`);
  };
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (request.method !== 'POST' && request.method !== 'PUT') return refuse(405, 'POST JSON here');
  if (encoding !== 'identity' && encoding !== 'gzip')
    return refuse(415, `expected gzip or no encoding, got ${encoding}`);
  if (/protobuf/.test(request.headers['content-type'] ?? '')) return refuse(415, 'expected JSON, got protobuf');
  try {
    const body = await limitedBody(request);
    if (body === null) return refuse(413, `a body may have ${MAX_BODY_BYTES} bytes`);
    onText((encoding === 'gzip' ? gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES }) : body).toString());
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  } catch (error) {
    refuse(400, messageOf(error));
  }
}

/** `null`: it is too large. */
async function limitedBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
