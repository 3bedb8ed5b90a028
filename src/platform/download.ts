import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** GETs a text. Errors: Error with the status when it is not 200. */
export async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  return (await fetchOk(url, signal)).text();
}

/** GETs a file to disk, in a stream. */
export async function download(url: string, file: string, signal: AbortSignal): Promise<void> {
  const { body } = await fetchOk(url, signal);
  if (body === null) throw new Error('the answer is empty');
  await pipeline(Readable.fromWeb(body), createWriteStream(file), { signal });
}

async function fetchOk(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    const cause = error instanceof Error ? error.cause : undefined;
    throw cause instanceof Error ? cause : error;
  });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response;
}
