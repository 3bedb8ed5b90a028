import { expect, test } from 'vitest';
import type { RequestVerb } from '../../../../src/core/scenario.ts';
import { type BodyChanges, customKind, recordedBody, seedBody } from '../../../../src/load/sources/recorded-body.ts';

const changed = (verb: RequestVerb, object: unknown, changes: Partial<BodyChanges> = {}): unknown => {
  const all = { name: 'n', version: null, stays: false, kind: null, ...changes };
  return JSON.parse(recordedBody(verb, JSON.stringify(object), all));
};
const TIED = { uid: 'u', resourceVersion: '5', ownerReferences: [], finalizers: ['f'], creationTimestamp: null };

test('an object is sent without what ties it to others of its own cluster, and else as it was', () => {
  const object = { kind: 'Pod', metadata: { name: 'a', labels: { x: 'y' }, ...TIED }, spec: { nodeName: 'n1' } };
  expect(changed('create', object)).toEqual({
    kind: 'Pod',
    metadata: { name: 'n', labels: { x: 'y' } },
    spec: { nodeName: 'n1' },
  });
});

test('a name that the API server made up is one of the replay, so that it can be taken away; a review gets none', () => {
  expect(changed('create', { metadata: { generateName: 'a-' } })).toEqual({ metadata: { name: 'n' } });
  expect(changed('create', { metadata: { creationTimestamp: null }, spec: {} })).toEqual({ metadata: {}, spec: {} });
});

test('an update names the version that it changes', () => {
  expect(changed('update', { metadata: TIED }, { version: '9' })).toEqual({ metadata: { resourceVersion: '9' } });
});

test('patches of every kind lose the same', () => {
  const strategic = { metadata: { uid: 'u', '$setElementOrder/ownerReferences': [], annotations: { a: 'b' } } };
  expect(changed('patch', strategic)).toEqual({ metadata: { annotations: { a: 'b' } } });
  const steps = [
    { op: 'test', path: '/metadata/uid', value: 'u' },
    { op: 'remove', path: '/metadata/finalizers/0' },
    { op: 'add', path: '/spec/x', value: 1 },
  ];
  expect(changed('patch', steps)).toEqual([steps[2]]);
});

test('what is deleted goes at once, or is only asked for when it is needed later', () => {
  const options = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: 'u' }, propagationPolicy: 'Orphan' };
  const sent = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 };
  expect(changed('delete', options)).toEqual(sent);
  expect(changed('delete', options, { stays: true })).toEqual({ ...sent, dryRun: ['All'] });
  expect(changed('create', { kind: 'Eviction', metadata: { name: 'a' } }, { stays: true })).toMatchObject({
    deleteOptions: { dryRun: ['All'] },
  });
});

test('a token is asked for without the pod that it was bound to', () => {
  expect(changed('create', { spec: { audiences: ['a'], boundObjectRef: { uid: 'u' } } })).toMatchObject({
    spec: { audiences: ['a'] },
  });
});

test('a custom object is of the kind that the definition of the replay gives it', () => {
  const kind = customKind({ group: 'example.com', resource: 'widgets' });
  expect(changed('update', { kind: 'Widget', metadata: {} }, { kind })).toMatchObject({ kind: 'Widgets' });
  expect(JSON.parse(seedBody('{"kind":"Widget","metadata":{"uid":"u"}}', 'n', kind) ?? '')).toEqual({
    kind: 'Widgets',
    metadata: { name: 'n' },
  });
  expect(customKind({ resource: 'pods' })).toBeNull();
});
