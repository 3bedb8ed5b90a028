import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

const load = (module: string): Promise<Record<string, unknown>> =>
  import(pathToFileURL(resolve('dist', `${module}.js`)).href) as Promise<Record<string, unknown>>;

describe('the libraries that are shipped in one file each', () => {
  test.each([
    [
      'clusters/existing/kubernetes-client',
      ['BatchV1Api', 'CoreV1Api', 'KubeConfig', 'Watch'],
      '@kubernetes/client-node',
    ],
    ['report/charts/vega', ['View', 'compile', 'parse'], 'vega-lite'],
  ])('%s loads without its package and names every licence', async (module, names, library) => {
    expect(Object.keys(await load(module)).sort()).toEqual(names);
    const text = readFileSync(join('dist', `${module}.js`), 'utf8');
    expect(text).not.toMatch(new RegExp(`from ?["']${library}`));
    const licences = readFileSync(join('dist', `${module}.LICENSES.txt`), 'utf8');
    expect(licences).toContain(`\n${library} `);
    expect(licences.match(/\(undefined\)/g)).toBeNull();
  });
});
