import { expect, test } from 'vitest';
import { ownerFindings, permissionFindings, type PathKind } from '../../../src/verify/permissions.ts';

const found = (mode: number, kind: PathKind): readonly string[] =>
  permissionFindings({ path: 'p', mode, uid: 0 }, kind).map(({ sentence }) => sentence);

test.each<[PathKind, number, readonly string[]]>([
  ['log', 0o600, []],
  ['log', 0o640, []],
  ['log', 0o644, ['anybody on the machine may read what is in this log (mode 0644)']],
  ['log', 0o660, ['its group may change this log (mode 0660)']],
  ['folder', 0o755, []],
  ['folder', 0o1777, []],
  ['folder', 0o777, ['anybody on the machine may rename and delete the logs in this folder (mode 0777)']],
  ['policy', 0o644, []],
  ['policy', 0o646, ['anybody on the machine may change this policy (mode 0646)']],
  ['kubeconfig', 0o600, []],
  ['kubeconfig', 0o640, ['its group may read the key in this kubeconfig (mode 0640)']],
  ['kubeconfig', 0o644, ['anybody on the machine may read the key in this kubeconfig (mode 0644)']],
])('a %s of mode %o', (kind, mode, sentences) => {
  expect(found(mode, kind)).toEqual(sentences);
});

test('a log of somebody else than its folder is worth knowing', () => {
  const log = { path: 'audit.log', mode: 0o600, uid: 1000 };
  expect(ownerFindings(log, { ...log, path: '.' })).toEqual([]);
  expect(ownerFindings(log, { ...log, path: '.', uid: 0 })).toEqual([
    {
      check: 'permissions',
      severity: 'note',
      sentence: 'belongs to user 1000, its folder to user 0',
      evidence: [{ file: 'audit.log', line: null }],
    },
  ]);
});
