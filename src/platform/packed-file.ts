import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { fileBytes, pathExists } from './files.ts';

interface Packing {
  readonly suffix: string;
  readonly pack: () => Duplex;
  readonly unpack: () => Duplex;
}

/** Records shrink to an eighth by both. */
const PACKED_SHARE = 1 / 8;

/** Node has zstd since 22.15 (nodejs.org/api/zlib.html), which takes a fifth of gzip's time. */
const { createZstdCompress, createZstdDecompress } = zlib as {
  readonly createZstdCompress?: () => Duplex;
  readonly createZstdDecompress?: () => Duplex;
};
const GZIP: Packing = { suffix: '.gz', pack: () => zlib.createGzip(), unpack: () => zlib.createGunzip() };
const ZSTD: Packing | null =
  createZstdCompress === undefined || createZstdDecompress === undefined
    ? null
    : { suffix: '.zst', pack: createZstdCompress, unpack: createZstdDecompress };

/** Replaces a file by its packed form, named with `.zst` or `.gz` behind; the file stays until the other is whole. */
export async function packFile(path: string): Promise<void> {
  const { suffix, pack } = ZSTD ?? GZIP;
  const unfinished = `${path}${suffix}.unfinished`;
  await pipeline(createReadStream(path), pack(), createWriteStream(unfinished));
  await rename(unfinished, `${path}${suffix}`);
  await rm(path);
}

/** Whether a file is there, packed or not. */
export async function isThere(path: string): Promise<boolean> {
  const places = ['', '.gz', '.zst'].map((suffix) => pathExists(`${path}${suffix}`));
  return (await Promise.all(places)).includes(true);
}

/** About how many bytes a file of records has, packed or not; 0 when it is not there. */
export async function recordBytes(path: string): Promise<number> {
  const packed = (await fileBytes(`${path}.gz`)) + (await fileBytes(`${path}.zst`));
  return (await fileBytes(path)) + packed / PACKED_SHARE;
}

/**
 * The bytes of a file, packed or not. Errors: the system's; an Error for a file that this Node cannot unpack; what zlib
 * says of one that is broken.
 */
export async function readUnpacked(path: string, highWaterMark: number): Promise<Readable> {
  const packing = await packingOf(path);
  if (packing === null) return createReadStream(path, { highWaterMark });
  const unpacked = packing.unpack();
  // An error of the file is one of what comes out of it.
  void pipeline(createReadStream(`${path}${packing.suffix}`), unpacked).catch(() => {});
  return unpacked;
}

async function packingOf(path: string): Promise<Packing | null> {
  if (await pathExists(path)) return null;
  if (await pathExists(`${path}${GZIP.suffix}`)) return GZIP;
  if (!(await pathExists(`${path}.zst`))) return null;
  if (ZSTD === null) throw new Error(`${path}.zst: this Node cannot unpack zstd, 22.15 and newer can`);
  return ZSTD;
}
