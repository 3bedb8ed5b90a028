// Sealing a log and verifying it against its seal, each with all of its work on one core, beside openssl's SHA-256 of the
// same file; then random tamperings, every one of which must be found and placed.
// Goals: at least 300 MB/s each; 10,000 tamperings of 10,000 named at their line.
import { execFileSync } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { findLogFiles } from '../dist/platform/log/log-files.js';
import { readFileLines } from '../dist/platform/log/read-lines.js';
import { SealChecker } from '../dist/verify/seal/seal-checker.js';
import { readSeal } from '../dist/verify/seal/seal-file.js';
import { Sealer } from '../dist/verify/seal/sealer.js';
import { eventLine } from './event-list.js';
import { median, verdict } from './report.js';
import { tempDir } from './temp-dir.js';

const LINES = 400_000;
const RUNS = 3;
const TAMPERINGS = Number(process.env.AUDIT_BENCH_TAMPERINGS ?? 10_000);

const file = join(tempDir(), 'audit.log');
const out = createWriteStream(file);
for (let line = 0; line < LINES; line += 1) if (!out.write(eventLine(line))) await once(out, 'drain');
out.end();
await once(out, 'close');
const [log] = await findLogFiles([file]);
const megabytes = log.sizeBytes / 1e6;

let sealText = '';
const sealing = [];
const checking = [];
const hashing = [];
for (let run = 0; run < RUNS; run += 1) {
  sealing.push(
    await perCpuSecond(async () => {
      sealText = await sealOf((take) =>
        readFileLines(log, { onLines: take, onBytes() {} }, new AbortController().signal),
      );
    }),
  );
  checking.push(
    await perCpuSecond(async () => {
      const checker = new SealChecker(readSeal(sealText));
      checker.beginFile(file);
      await readFileLines(
        log,
        { onLines: (lines) => checker.readLines(lines), onBytes() {} },
        new AbortController().signal,
      );
      const [finding] = checker.findings();
      if (finding.severity !== 'note') throw new Error(finding.sentence);
    }),
  );
  const startMs = performance.now();
  execFileSync('openssl', ['dgst', '-sha256', file]);
  hashing.push(megabytes / ((performance.now() - startMs) / 1000));
}
console.log(
  `a log of ${Math.round(megabytes)} MB, ${LINES.toLocaleString('en-US')} lines; openssl dgst -sha256 ${Math.round(median(hashing))} MB/s`,
);
console.log(`the seal has ${((100 * sealText.length) / log.sizeBytes).toFixed(1)} % of its size`);
for (const { what, rates } of [
  { what: 'seal', rates: sealing },
  { what: 'verify --seal', rates: checking },
])
  verdict(`${what}: ${Math.round(median(rates))} MB/s of one core`, median(rates) >= 300, 'at least 300 MB/s');

const small = readFileSync(file)
  .subarray(0, 1 << 20)
  .toString()
  .split('\n')
  .slice(0, 1200)
  .map((line) => `${line}\n`);
const smallSeal = readSeal(await sealOf((take) => take(Buffer.from(small.join('')))));
let placed = 0;
for (let number = 0; number < TAMPERINGS; number += 1) if (isPlaced(tamper(small, number % 4))) placed += 1;
verdict(
  `${placed.toLocaleString('en-US')} of ${TAMPERINGS.toLocaleString('en-US')} tamperings (a byte altered, a line removed, added, two swapped) found and placed`,
  placed === TAMPERINGS,
  'all of them',
);

async function sealOf(feed) {
  const records = [];
  const sealer = new Sealer((record) => records.push(JSON.stringify(record)), new Date().toISOString());
  sealer.beginFile('audit.log');
  await feed((lines) => sealer.readLines(lines));
  sealer.end();
  return `${records.join('\n')}\n`;
}

/** Megabytes for each second of CPU that this process spends. */
async function perCpuSecond(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return megabytes / ((user + system) / 1e6);
}

function tamper(original, how) {
  const lines = [...original];
  const at = below(lines.length - 1);
  const old = lines[at];
  if (how === 0) {
    const place = below(old.length - 1);
    const byte = 0x20 + below(0x5f);
    lines[at] =
      old.slice(0, place) +
      String.fromCharCode(byte === old.charCodeAt(place) ? byte ^ 1 : byte) +
      old.slice(place + 1);
  } else if (how === 1) lines.splice(at, 1);
  else if (how === 2) lines.splice(at, 0, eventLine(1_000_000 + at));
  else {
    const other = at + 1 + below(lines.length - at - 1);
    [lines[at], lines[other]] = [lines[other], lines[at]];
  }
  return { lines, line: at + 1 };
}

function isPlaced({ lines, line }) {
  const checker = new SealChecker(smallSeal);
  checker.beginFile('audit.log');
  checker.readLines(Buffer.from(lines.join('')));
  const [{ severity, evidence }] = checker.findings();
  return severity === 'wrong' && evidence[0].line === line;
}

function below(most) {
  return Math.floor(Math.random() * most);
}
