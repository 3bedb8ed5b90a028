// Puts the two largest libraries into one file each, in place of the module that re-exports what is used of them, with
// the licences of all that is in it. Installed as dependencies they were two thirds of the whole installation.
import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { licencesOf } from './bundled-licences.js';

const MODULES = ['clusters/existing/kubernetes-client', 'report/charts/vega'];

for (const module of MODULES) {
  const { metafile } = await build({
    entryPoints: [`src/${module}.ts`],
    outfile: `dist/${module}.js`,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    metafile: true,
    legalComments: 'none',
    // Vega draws text widths with it where it is installed; it is not, and vega then estimates them.
    external: ['canvas'],
    // Packages in CommonJS call require for what Node has.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  writeFileSync(`dist/${module}.LICENSES.txt`, licencesOf(Object.keys(metafile.inputs), `${module}.js`));
}
