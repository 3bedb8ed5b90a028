import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFile, namesIn } from '../../../src/cli/find-file.ts';
import { packageFile } from '../../../src/platform/package-info.ts';
import { tempDir } from '../../support/cli.ts';

/** These tests run at the root of the package, so what stands there is what comes with it. */
describe('a file that is named', () => {
  test('by its path is taken as it is', async () => {
    const file = join(tempDir(), 'quickstart');
    writeFileSync(file, '');
    expect(await findFile(file, 'scenarios')).toEqual({ path: file, shown: file });
  });

  test('by its name is the one that stands here or comes with the package', async () => {
    expect(await findFile('local', 'clusters')).toEqual({
      path: 'clusters/local.yaml',
      shown: 'clusters/local.yaml',
    });
    expect(await namesIn('clusters')).toContain('embedded');
  });

  test('by a path into the package is found from anywhere', async () => {
    const before = process.cwd();
    process.chdir(tempDir());
    try {
      for (const name of ['quickstart', 'scenarios/quickstart.yaml', './scenarios/quickstart.yaml'])
        expect(await findFile(name, 'scenarios')).toEqual({
          path: packageFile('scenarios/quickstart.yaml'),
          shown: 'scenarios/quickstart.yaml',
        });
      mkdirSync('quickstart');
      expect((await findFile('quickstart', 'scenarios')).shown).toBe('scenarios/quickstart.yaml');
    } finally {
      process.chdir(before);
    }
  });

  test('by a name that there is not is refused with the nearest', async () => {
    await expect(findFile('quikstart', 'scenarios')).rejects.toThrow(
      /^quikstart: there is no such file, and no scenario of that name\n {2}hint: did you mean quickstart\? names: apiserver-restart, burst, /,
    );
    expect(await findFile('/nowhere/s.yaml', 'scenarios')).toEqual({
      path: '/nowhere/s.yaml',
      shown: '/nowhere/s.yaml',
    });
  });
});
