import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, fetch, type Response } from 'undici';

/** GETs a text. Errors: Error with the status when it is not 200. */
export async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  return (await fetchOk(url, signal)).text();
}

/** So many bytes are there; `totalBytes` `null`: the server does not say how many there will be. */
export type OnBytes = (receivedBytes: number, totalBytes: number | null) => void;

/** GETs a file to disk, in a stream. */
export async function download(url: string, file: string, signal: AbortSignal, onBytes: OnBytes): Promise<void> {
  const { body, headers } = await fetchOk(url, signal);
  if (body === null) throw new Error('the answer is empty');
  const length = Number(headers.get('content-length') ?? Number.NaN);
  let received = 0;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      received += chunk.length;
      onBytes(received, Number.isNaN(length) ? null : length);
      yield chunk;
    }
  };
  await pipeline(Readable.fromWeb(body), counted, createWriteStream(file), { signal });
}

/** Through the proxy that HTTPS_PROXY or HTTP_PROXY names, except to hosts in NO_PROXY; Node's own fetch knows of none. */
async function fetchOk(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal, dispatcher: new EnvHttpProxyAgent() }).catch((error: unknown) => {
    const cause = error instanceof Error ? error.cause : undefined;
    throw cause instanceof Error ? cause : error;
  });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response;
}
