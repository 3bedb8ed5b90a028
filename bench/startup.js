// CPU time of `audit-bench --help`, beside yargs alone with as many commands. Goal: at most 1.5 times. Then of the start of a
// run, by its programs in few files and by the modules that they are made of.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, verdict } from './report.js';
import { tempDir } from './temp-dir.js';

const ROUNDS = 9;
const dir = tempDir();
const cli = fileURLToPath(new URL('../bin/audit-bench.js', import.meta.url));
const yargsPath = import.meta.resolve('yargs');

const meter = join(dir, 'meter.mjs');
writeFileSync(
  meter,
  `process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write('cpu ' + (user + system)); });`,
);
const alone = join(dir, 'alone.mjs');
writeFileSync(
  alone,
  `import yargs from ${JSON.stringify(yargsPath)};
let parser = yargs(process.argv.slice(2)).scriptName('alone');
for (let index = 0; index < 10; index += 1) parser = parser.command('command' + index + ' <file>', 'a command', {}, () => {});
await parser.help().parseAsync();`,
);

const modules = join(dir, 'modules.mjs');
const main = new URL('../dist/cli/main.js', import.meta.url).href;
writeFileSync(
  modules,
  `import { main } from ${JSON.stringify(main)};
await main(process.argv.slice(2));`,
);

/** Milliseconds of CPU, all threads. */
function cpuMs(script, words) {
  const { stderr } = spawnSync(process.execPath, [`--import=${meter}`, script, ...words], { encoding: 'utf8' });
  return Number(/cpu (\d+)$/.exec(stderr)?.[1]) / 1000;
}

const times = { alone: [], help: [], run: [], runOfModules: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  times.alone.push(cpuMs(alone, ['--help']));
  times.help.push(cpuMs(cli, ['--help']));
  times.run.push(cpuMs(cli, ['run', '--help']));
  times.runOfModules.push(cpuMs(modules, ['run', '--help']));
}
const ms = (name) => `${median(times[name]).toFixed(0)} ms of CPU`;
const ratio = median(times.help) / median(times.alone);
verdict(
  `startup: audit-bench --help takes ${ms('help')}, yargs alone ${ms('alone')}: ${ratio.toFixed(2)} times`,
  ratio <= 1.5,
  'at most 1.5 times yargs alone',
);
const share = median(times.run) / median(times.runOfModules);
verdict(
  `startup: audit-bench run takes ${ms('run')} until it begins, by single modules ${ms('runOfModules')}: ${share.toFixed(2)} of it`,
  share <= 0.7,
  'at most 0.7 of it',
);
