import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isThere, packFile, readUnpacked } from '../../../src/platform/packed-file.ts';
import { tempDir } from '../../support/cli.ts';

const TEXT = '{"id":"ab-aaaaaa-m1"}\n'.repeat(10_000);

describe('a packed file', () => {
  test('takes the place of the file, is much smaller, and reads as the file did', async () => {
    const dir = tempDir();
    const path = join(dir, 'requests.jsonl');
    writeFileSync(path, TEXT);
    await packFile(path);
    const [only = '', ...others] = readdirSync(dir);
    expect(only).toMatch(/^requests\.jsonl\.(gz|zst)$/);
    expect(others).toEqual([]);
    expect(await isThere(path)).toBe(true);
    expect((await buffer(await readUnpacked(path, 1 << 16))).toString()).toBe(TEXT);
  });

  test('one that was not packed reads as it is', async () => {
    const path = join(tempDir(), 'requests.jsonl');
    expect(await isThere(path)).toBe(false);
    writeFileSync(path, TEXT);
    expect((await buffer(await readUnpacked(path, 1 << 16))).toString()).toBe(TEXT);
  });

  test('one that was cut is an error, not the end', async () => {
    const path = join(tempDir(), 'requests.jsonl');
    writeFileSync(`${path}.gz`, gzipSync(TEXT).subarray(0, 40));
    await expect(buffer(await readUnpacked(path, 1 << 16))).rejects.toThrow('unexpected end of file');
    expect(existsSync(path)).toBe(false);
  });
});
