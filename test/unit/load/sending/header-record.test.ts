import { expect, test } from 'vitest';
import { headerRecord } from '../../../../src/load/sending/burst-engine.ts';

test('every value of a name that comes again is kept, under a spelling that HTTP takes for the same name', () => {
  const groups = Array.from({ length: 40 }, (_, index) => ['X-Remote-Group', `g${index}`]).flat();
  const record = headerRecord(['X-Remote-User', 'alice', ...groups]);
  expect(record['X-Remote-User']).toBe('alice');
  const names = Object.keys(record).filter((name) => name.toLowerCase() === 'x-remote-group');
  expect(names.map((name) => record[name])).toEqual(Array.from({ length: 40 }, (_, index) => `g${index}`));
});
