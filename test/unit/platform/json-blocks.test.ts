import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readJsonBlocks } from '../../../src/platform/json-blocks.ts';
import { tempDir } from '../../support/cli.ts';

async function read(text: string): Promise<{ records: unknown[]; cut: boolean; file: string }> {
  const file = join(tempDir(), 'records.jsonl');
  writeFileSync(file, text);
  const records: unknown[] = [];
  let cut = false;
  for await (const block of readJsonBlocks(file, () => (cut = true))) records.push(...block);
  return { records, cut, file };
}

describe('a file of JSON lines', () => {
  test('is read whole, whatever the length of its lines', async () => {
    const records = Array.from({ length: 3000 }, (_, at) => ({ at, text: 'ä'.repeat(at % 7 === 0 ? 40_000 : 3) }));
    const text = `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;
    expect(await read(text)).toMatchObject({ records, cut: false });
  });

  test('may have no newline at its end, or nothing at all', async () => {
    expect(await read('{"a":1}\n{"a":2}')).toMatchObject({ records: [{ a: 1 }, { a: 2 }], cut: false });
    expect(await read('')).toMatchObject({ records: [], cut: false });
  });

  test.each(['{"a":1}\n{"a":', '{"a":1}\n{"a":\n'])(
    'that was cut short is used up to its last whole line',
    async (text) => {
      expect(await read(text)).toMatchObject({ records: [{ a: 1 }], cut: true });
    },
  );

  test.each(['5', 'null', '"a"', '{}', '[]'])(
    'with the line %s, which is no record, is refused with its place',
    async (line) => {
      const file = join(tempDir(), 'records.jsonl');
      writeFileSync(file, `{"a":1}\n${line}\n{"a":3}\n`);
      const all = async (): Promise<void> => {
        for await (const _ of readJsonBlocks<{ a: number }>(
          file,
          () => {},
          ({ a }) => typeof a === 'number',
        ));
      };
      await expect(all()).rejects.toThrow(`${file}:2: is no record of its kind`);
    },
  );

  test.each([
    ['{"a":1}\n{"a":\n{"a":3}\n', 2],
    ['{"a":1},{"a":2}\n{"a":3}\n', 1],
    [`{"a":1}\n{"a\n${JSON.stringify({ a: 'x'.repeat(200_000) })}\n`, 2],
  ])('with a broken line is refused, with its place', async (text, line) => {
    const file = join(tempDir(), 'records.jsonl');
    writeFileSync(file, text);
    const all = async (): Promise<void> => {
      for await (const _ of readJsonBlocks(file, () => {}));
    };
    await expect(all()).rejects.toThrow(`${file}:${line}: is not valid JSON`);
  });
});
