import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const files = ['bench', 'scripts'].flatMap((dir) =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.js'))
    .map((name) => `${dir}/${name}`),
);

test.each(files)('%s imports compiled files whose sources are there', (file) => {
  const imported = [...readFileSync(file, 'utf8').matchAll(/'\.\.\/dist\/([^']+)\.js'/g)].map(([, path]) => path);
  const missing = imported.filter((path) => !existsSync(`src/${path}.ts`) && !path?.startsWith('bundled/'));
  expect(missing).toEqual([]);
});
