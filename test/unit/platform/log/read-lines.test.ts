import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFileLines } from '../../../../src/platform/log/read-lines.ts';

const LINE = `${'x'.repeat(99)}\n`;

async function read(path: string, onBytes: (count: number) => void = () => {}) {
  let text = '';
  const onLines = (lines: Buffer): void => void (text += lines.toString());
  const end = await readFileLines({ path, compressed: false }, { onLines, onBytes }, new AbortController().signal);
  return { text, end };
}

function write(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'audit-bench-lines-')), 'audit.log');
  writeFileSync(path, text);
  return path;
}

test('a file that grows with every look is read as far as it went when it was opened', async () => {
  const path = write(LINE.repeat(1000));
  let looks = 0;
  const { text } = await read(path, () => {
    looks += 1;
    if (looks > 100) throw new Error('it never ends');
    appendFileSync(path, LINE.repeat(1000));
  });
  expect(text).toBe(LINE.repeat(1000));
});

test('one of several windows, an empty one, and a last line without its end', async () => {
  const many = LINE.repeat(30_000);
  expect((await read(write(many))).text).toBe(many);
  expect((await read(write(''))).text).toBe('');
  expect(await read(write(`${LINE}torn`))).toEqual({ text: `${LINE}torn`, end: { damage: null, tooLong: 0 } });
});
