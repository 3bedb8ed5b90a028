// Bundles the report page's script (client/) into dist/report/client.js, which the page carries inside.
import { build } from 'esbuild';

await build({
  entryPoints: ['client/page.ts'],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'none',
  charset: 'ascii',
  outfile: 'dist/report/client.js',
});
