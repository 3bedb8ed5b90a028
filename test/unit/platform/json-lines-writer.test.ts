import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonLinesWriter } from '../../../src/platform/files.ts';
import { tempDir } from '../../support/cli.ts';

const fileOfTest = (): string => join(tempDir(), 'records.jsonl');

describe('a writer of JSON lines', () => {
  test('keeps every record in order, whatever its size and letters', async () => {
    const file = fileOfTest();
    const text = fc
      .tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom(1, 1_000, 5_000))
      .map(([unit, times]) => unit.repeat(times));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 20 }), async (records) => {
        const writer = new JsonLinesWriter(file);
        for (const record of records) writer.write(record);
        await writer.close();
        const lines = readFileSync(file, 'utf8').split('\n');
        expect(lines.pop()).toBe('');
        expect(lines.map((line) => JSON.parse(line) as string)).toEqual(records);
        rmSync(file);
      }),
      { numRuns: 100 },
    );
  });

  test('has everything in the file after a flush, and goes on after it', async () => {
    const file = fileOfTest();
    const writer = new JsonLinesWriter(file);
    writer.write({ at: 1 });
    await writer.flush();
    expect(readFileSync(file, 'utf8')).toBe('{"at":1}\n');
    writer.write({ at: 2 });
    await writer.close();
    expect(readFileSync(file, 'utf8')).toBe('{"at":1}\n{"at":2}\n');
  });

  test('has room when the disk has kept up, and at once where nothing waits', async () => {
    const file = fileOfTest();
    const writer = new JsonLinesWriter(file);
    await writer.room();
    const line = 'x'.repeat(1000);
    for (let count = 0; count < 3000; count += 1) writer.write(line);
    await writer.room();
    // But for what is gathered before it is handed over.
    expect(readFileSync(file).length).toBeGreaterThan(2_900_000);
    await writer.close();
  });

  test('tells the first error of the file at the flush', async () => {
    const writer = new JsonLinesWriter('/dev/full');
    writer.write({ at: 1 });
    await expect(writer.flush()).rejects.toThrow('disk full: /dev/full could not be written');
  });
});

describe('a writer whose disk is full', () => {
  const FULL = 'disk full: /dev/full could not be written';

  test('has room: nobody waits for it', async () => {
    const writer = new JsonLinesWriter('/dev/full');
    for (let count = 0; count < 3000; count += 1) writer.write('x'.repeat(1000));
    await writer.room();
    await expect(writer.close()).rejects.toThrow(FULL);
  });

  test('closes, tells why, and told it at once', async () => {
    const told: string[] = [];
    const writer = new JsonLinesWriter('/dev/full', (error) => told.push(error.message));
    writer.write({ at: 1 });
    await expect(writer.flush()).rejects.toThrow(FULL);
    expect(told.map((message) => message.split('\n')[0])).toEqual([FULL]);
    writer.write({ at: 2 });
    await expect(writer.close()).rejects.toThrow(FULL);
    await expect(writer.close()).rejects.toThrow(FULL);
  });

  test('closes also when nothing was flushed before', async () => {
    const writer = new JsonLinesWriter('/dev/full');
    writer.write({ at: 1 });
    await expect(writer.close()).rejects.toThrow(FULL);
  });
});
