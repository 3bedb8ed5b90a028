// Puts every program of ours (the command line and the processes that it forks) into dist/programs, each with what it
// needs of our modules and of others in a few files: a program is many hundred modules otherwise, and starts in about
// twice the time. What several need is in files that they share. Names stay as they are, for stack traces.
import { rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { licencesOf } from './bundled-licences.js';

/** By the names of their files, which are all different. */
const PROGRAMS = [
  'cli/main',
  'clusters/embedded/apiserver-process',
  'load/workers/pods/pod-process',
  'load/workers/worker-process',
  'runner/analysis-process',
  'sinks/log-file/follower-process',
  'sinks/shipper/output-process',
  'sinks/webhook/receiver-process',
];
/** Bundles of their own already (bundle-libraries.js), which are read when they are asked for. */
const BUNDLED = {
  'kubernetes-client.ts': '../clusters/existing/kubernetes-client.js',
  'vega.ts': '../report/charts/vega.js',
};

// As deep as any module of dist, so that what is found from a module is found from here, too.
const OUT = 'dist/programs';
rmSync(OUT, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: PROGRAMS.map((program) => `src/${program}.ts`),
  outdir: OUT,
  entryNames: '[name]',
  chunkNames: 'shared-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  metafile: true,
  legalComments: 'none',
  // Packages in CommonJS call require for what Node has.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  plugins: [
    {
      name: 'bundled already',
      setup: (builder) =>
        builder.onResolve({ filter: /\/(kubernetes-client|vega)\.ts$/ }, ({ path }) => ({
          path: BUNDLED[path.split('/').at(-1)],
          external: true,
        })),
    },
  ],
});
writeFileSync(`${OUT}/LICENSES.txt`, licencesOf(Object.keys(metafile.inputs), 'programs/'));
