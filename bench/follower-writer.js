// Writes audit log lines of 1 KB for bench/follower.js as the rotating writer of kube-apiserver does: one file, put aside
// under its time when it is full, the oldest removed. Arguments: FILE TOTAL_BYTES FILE_BYTES KEPT BYTES_PER_SECOND
import { closeSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { RotationNames } from '../dist/platform/log/rotation-names.js';
import { eventLine } from './event-list.js';

const [path, ...numbers] = process.argv.slice(2);
const [total, fileBytes, kept, bytesPerSecond] = numbers.map(Number);
const LINES = 64;
const LINE_BYTES = 1024;

/** Written at once; every line is exactly 1 KB. */
const chunk = Buffer.from(Array.from({ length: LINES }, (_, index) => lineOf(index)).join(''));

/** The user agent takes up what is missing or too much. */
function lineOf(index) {
  const line = eventLine(index);
  const agent = /x{100,}/.exec(line)?.[0] ?? '';
  return line.replace(agent, 'x'.repeat(agent.length + LINE_BYTES - Buffer.byteLength(line)));
}

const names = new RotationNames(path);
const backups = [];
let file = openSync(path, 'a');
let [written, inFile, rotations, lastName] = [0, 0, 0, ''];
const startMs = performance.now();
while (written < total) {
  if (inFile + chunk.length > fileBytes) {
    let backup = names.backupPath(Date.now());
    // Two in one millisecond would have one name.
    for (; backup === lastName; backup = names.backupPath(Date.now())) await delay(1);
    lastName = backup;
    closeSync(file);
    renameSync(path, backup);
    file = openSync(path, 'a');
    backups.push(backup);
    if (backups.length > kept) unlinkSync(backups.shift());
    rotations += 1;
    inFile = 0;
  }
  writeSync(file, chunk);
  written += chunk.length;
  inFile += chunk.length;
  const aheadMs = (written / bytesPerSecond) * 1000 - (performance.now() - startMs);
  if (aheadMs > 2) await delay(aheadMs);
}
closeSync(file);
process.send({ events: (written / chunk.length) * LINES, rotations, tookMs: performance.now() - startMs });
process.disconnect();
