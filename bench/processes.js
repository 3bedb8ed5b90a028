// What the processes of a run take, for benchmarks that start one with a TMPDIR of its own.
import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of the process of this run whose command line has the word, MiB; `null`: there is none now. */
export function memoryOf(dir, word) {
  return statusOf(dir, word, /VmRSS:\s+(\d+)/);
}

/** The most that it has ever taken. */
export function peakOf(dir, word) {
  return statusOf(dir, word, /VmHWM:\s+(\d+)/);
}

function statusOf(dir, word, line) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${dir}`)) continue;
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(word)) continue;
      return Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      // It has ended just now.
    }
  }
  return null;
}
