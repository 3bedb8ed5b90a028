import type { Readable } from 'node:stream';
import { createGunzip, gunzipSync, type ZlibOptions, constants as zlib } from 'node:zlib';

/** The text of a stream that is compressed; an error of the file is one of what comes out. */
export function gunzipped(stream: Readable, options: ZlibOptions = {}): Readable {
  const gunzip = createGunzip(options);
  stream.on('error', (error) => gunzip.destroy(error));
  return stream.pipe(gunzip);
}

/** As much text as the first bytes of a compressed file give; nothing where not even its beginning can be read. */
export function gunzipStart(start: Buffer): Buffer {
  try {
    return gunzipSync(start, { finishFlush: zlib.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}
