import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { watchTelling, watchText } from '../../../src/cli/watch-telling.ts';

const rates = {
  generatedPerSecond: 200,
  droppedPerSecond: 3,
  failedPerSecond: 0,
  lossRatio: 0.015,
  lost: 30,
  restarted: false,
} as never;

/** A stream that remembers what was written to it. */
function stream(kind: 'terminal' | 'file'): { readonly stream: NodeJS.WriteStream; readonly written: () => string } {
  const through = new PassThrough();
  const made = Object.assign(through, { isTTY: kind === 'terminal', columns: 80 }) as unknown as NodeJS.WriteStream;
  let text = '';
  through.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { stream: made, written: () => text };
}

describe('telling of API servers that are watched', () => {
  test('sums them up in a line that fits a terminal', () => {
    const quiet = { rates: { generatedPerSecond: 10, droppedPerSecond: 0 } };
    expect(watchText(14, 60_000, [{ rates }, quiet])).toBe('14 of 60 s · generated 210/s, dropped 3.0/s');
  });

  test('a terminal has a bar that is written over, and no line is said', () => {
    const { stream: terminal, written } = stream('terminal');
    const said: string[] = [];
    const telling = watchTelling(terminal, 60_000, { quiet: false, logFormat: 'text' }, (line) => said.push(line));
    telling.ticked(14, [{ name: 'a', rates }]);
    telling.stop();
    expect(written()).toContain('14 of 60 s · generated 200/s, dropped 3.0/s');
    expect(said).toEqual([]);
  });

  test('elsewhere each API server has its line', () => {
    const said: string[] = [];
    const telling = watchTelling(stream('file').stream, 60_000, { quiet: false, logFormat: 'text' }, (line) =>
      said.push(line),
    );
    telling.ticked(10, [{ name: 'a', rates }]);
    expect(said).toEqual(['after 10 s: a: generated 200/s, dropped 3.0/s, failed 0.0/s, lost 1.5 %']);
  });
});
