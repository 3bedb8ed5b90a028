import { expect, test } from 'vitest';
import { patchKind } from '../../../src/events/patch-kind.ts';

const POD = { apiGroup: '', resource: 'pods' };
const WIDGET = { apiGroup: 'example.com', resource: 'widgets' };

test('the kind of a patch is told by what it holds and how it was asked', () => {
  expect(patchKind(POD, '/x', '[{"op":"add"}]')).toBe('json');
  expect(patchKind(POD, '/x?fieldManager=a&force=true', null)).toBe('apply');
  expect(patchKind(POD, '/x?fieldManager=a', '{"apiVersion":"v1","kind":"Pod"}')).toBe('apply');
  expect(patchKind(POD, '/x?fieldManager=kubectl-patch', '{"metadata":{}}')).toBe('strategic');
  expect(patchKind(WIDGET, '/x', '{"metadata":{}}')).toBe('merge');
  expect(patchKind(POD, '/x', null)).toBe('merge');
});
