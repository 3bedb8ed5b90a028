import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { jsonProgress } from '../../../../src/cli/progress/json-progress.ts';
import { plainProgress } from '../../../../src/cli/progress/plain-progress.ts';
import { slowProgress, withStandingLine } from '../../../../src/cli/progress/slow-progress.ts';
import { makeProgress } from '../../../../src/cli/progress/run-progress.ts';
import { RunView } from '../../../../src/cli/progress/run-view.ts';

const STATUS = {
  leftMs: null,
  requestsPerSecond: 100,
  eventsPerSecond: null,
  dropped: null,
  buffer: null,
  counts: null,
};

function stream() {
  let text = '';
  const writable = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { writable, text: () => text, lines: () => text.split('\n').slice(0, -1) };
}

test('off a terminal each step is a line with its time, and the numbers one every 10 s', () => {
  const { writable, lines } = stream();
  let nowMs = Date.UTC(2026, 0, 1, 14, 50, 0);
  const progress = plainProgress(writable, new RunView({ trials: 2, durationMs: 60_000 }), () => nowMs);
  progress.trial('a-1');
  progress.step('a-1: measuring');
  for (const at of [1, 9, 10, 11, 19]) {
    nowMs = Date.UTC(2026, 0, 1, 14, 50, at);
    progress.status(STATUS);
  }
  progress.note('a-1: in doubt');
  expect(lines()).toEqual([
    '14:50:00  trial 1 of 2  a-1: measuring',
    '14:50:10  trial 1 of 2  a-1: measuring · about 50 s left · 100 req/s',
    '14:50:19  a-1: in doubt',
  ]);
});

test('for programs each line is a JSON object', () => {
  const { writable, lines } = stream();
  const progress = jsonProgress(writable, new RunView(null), () => 1000);
  progress.trial('a-1');
  progress.step('a-1: measuring');
  progress.status(STATUS);
  progress.note('hello');
  expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
    { time: '1970-01-01T00:00:01.000Z', kind: 'step', trial: 'a-1', number: 1, of: null, step: 'a-1: measuring' },
    {
      time: '1970-01-01T00:00:01.000Z',
      kind: 'status',
      trial: 'a-1',
      number: 1,
      of: null,
      step: 'a-1: measuring',
      requestsPerSecond: 100,
      eventsPerSecond: null,
      dropped: null,
      buffer: null,
      counts: null,
      runLeftMs: null,
    },
    { time: '1970-01-01T00:00:01.000Z', kind: 'note', text: 'hello' },
  ]);
});

test('quiet says nothing', () => {
  const { writable, lines } = stream();
  const progress = makeProgress(writable as NodeJS.WriteStream, { quiet: true, logFormat: 'text' });
  progress.step('a');
  progress.note('b');
  expect(lines()).toEqual([]);
});

test('work that takes less than two seconds is not told of, longer work every ten off a terminal', () => {
  const { writable, lines } = stream();
  let nowMs = 0;
  const telling = { quiet: false, logFormat: 'text' } as const;
  const progress = slowProgress(writable as NodeJS.WriteStream, telling, () => nowMs);
  for (const at of [0, 1900, 2100, 5000, 12_000, 12_200]) {
    nowMs = at;
    progress.tell(`at ${at}`);
  }
  progress.stop();
  expect(lines().map((line) => line.slice(10))).toEqual(['at 2100', 'at 12200']);
});

test('what lets nothing else happen has a line on a terminal, which goes with it', () => {
  const { writable, text } = stream();
  const telling = { quiet: false, logFormat: 'text' } as const;
  const terminal = Object.assign(writable, { isTTY: true }) as unknown as NodeJS.WriteStream;
  expect(withStandingLine(terminal, telling, 'thinking …', () => 42)).toBe(42);
  expect(text()).toBe('thinking …\r\u001b[K');
});
