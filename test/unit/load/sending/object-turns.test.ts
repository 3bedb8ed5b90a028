import { expect, test } from 'vitest';
import { ObjectTurns } from '../../../../src/load/sending/object-turns.ts';

test('requests about one object go one after another, others do not wait', () => {
  const sent: string[] = [];
  const turns = new ObjectTurns();
  for (const [object, name] of [
    ['a', 'a1'],
    ['a', 'a2'],
    ['b', 'b1'],
    ['a', 'a3'],
  ] as const)
    turns.begin(object, () => sent.push(name));
  expect(sent).toEqual(['a1', 'b1']);
  turns.ended('a');
  expect(sent).toEqual(['a1', 'b1', 'a2']);
  turns.ended('a');
  turns.ended('a');
  turns.begin('a', () => sent.push('a4'));
  expect(sent).toEqual(['a1', 'b1', 'a2', 'a3', 'a4']);
});
