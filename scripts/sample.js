// Measures reports/sample/ anew on real etcd and kube-apiserver: the result and what is rendered from it, without raw files.
// A run of the same scenario that there is already, with its raw files, may be named instead.
// Folders of the machine that it ran on are left out of the committed files.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const SAMPLE = 'reports/sample';
const COMMAND = ['run', 'tune-webhook', '--cluster', 'local'];
const [given] = process.argv.slice(2);
const run = given ?? join(mkdtempSync(join(tmpdir(), 'audit-bench-sample-')), 'run');
const cli = (args) => execFileSync(process.execPath, ['bin/audit-bench.js', ...args], { stdio: 'inherit' });

if (given === undefined) cli([...COMMAND, '--out', run]);
else cli(['report', run, '--reanalyse']);
rmSync(SAMPLE, { recursive: true, force: true });
mkdirSync(SAMPLE, { recursive: true });
for (const file of ['result.json', 'manifest.json']) {
  const text = readFileSync(join(run, file), 'utf8')
    .replaceAll(/ --out [^\s"]+/g, '')
    .replaceAll(homedir(), '~')
    .replaceAll(/\/tmp\/audit-bench-[\w-]+\//g, '/run/audit-bench/')
    .replaceAll(`${process.cwd()}/`, '');
  writeFileSync(join(SAMPLE, file), text);
}
cli(['report', SAMPLE]);
cpSync(join(run, 'recommended'), join(SAMPLE, 'recommended'), { recursive: true });
rmSync('reports/index.html', { force: true });
