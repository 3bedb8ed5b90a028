// CPU time of `audit-bench --help`, beside yargs alone with as many commands. Goal: at most 1.5 times.
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

/** Milliseconds of CPU, all threads. */
function cpuMs(script) {
  const { stderr } = spawnSync(process.execPath, [`--import=${meter}`, script, '--help'], { encoding: 'utf8' });
  return Number(/cpu (\d+)$/.exec(stderr)?.[1]) / 1000;
}

const times = { alone: [], ours: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  times.alone.push(cpuMs(alone));
  times.ours.push(cpuMs(cli));
}
const ratio = median(times.ours) / median(times.alone);
verdict(
  `startup: audit-bench --help takes ${median(times.ours).toFixed(0)} ms of CPU, yargs alone ${median(times.alone).toFixed(0)} ms: ${ratio.toFixed(2)} times`,
  ratio <= 1.5,
  'at most 1.5 times yargs alone',
);
