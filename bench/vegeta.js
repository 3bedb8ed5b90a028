import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { tempDir } from './temp-dir.js';

const VERSION = 'v12.12.0';

/** GETs one URL at a rate with vegeta; its results, one object a request. */
export function attackWithVegeta({ url, rate, seconds, connections, caPem, client }) {
  const vegeta = buildVegeta();
  const dir = tempDir();
  const file = (name, text) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  const args = [
    'attack',
    `-rate=${rate}`,
    `-duration=${seconds}s`,
    `-connections=${connections}`,
    `-max-workers=${connections}`,
    `-workers=${connections}`,
    `-root-certs=${file('ca.crt', caPem)}`,
    `-cert=${file('c.crt', client.certificatePem)}`,
    `-key=${file('c.key', client.keyPem)}`,
  ];
  const results = execFileSync(vegeta, args, { input: `GET ${url}\n`, maxBuffer: 2 ** 30 });
  return execFileSync(vegeta, ['encode', '-to=json'], { input: results, maxBuffer: 2 ** 30 })
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Its program, built once from its Go module. */
export function buildVegeta() {
  const bin = join(process.env.AUDIT_BENCH_CACHE ?? join(homedir(), '.cache/audit-bench'), 'bin');
  mkdirSync(bin, { recursive: true });
  if (!existsSync(join(bin, 'vegeta')))
    execFileSync('go', ['install', `github.com/tsenart/vegeta/v12@${VERSION}`], {
      env: { ...process.env, GOBIN: bin },
      stdio: 'inherit',
    });
  return join(bin, 'vegeta');
}
