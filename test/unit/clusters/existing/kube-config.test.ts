import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openKubeConfig } from '../../../../src/clusters/existing/kube-config.ts';
import { writeUserKubeconfig } from '../../../support/kubeconfig.ts';

test('a context of a user whom the kubeconfig does not have is told, and not taken for one without credentials', async () => {
  const file = writeUserKubeconfig('https://127.0.0.1:1', '', { token: 't' });
  expect((await openKubeConfig(file, 'ctx')).getCurrentUser()?.token).toBe('t');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"user":"u"', '"user":"gone"'));
  await expect(openKubeConfig(file, undefined)).rejects.toThrow(
    `${file}: context "ctx" is of user "gone", whom the file does not have\n  hint: choose another one with --context`,
  );
});
