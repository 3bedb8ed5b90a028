// Processes by what they were started with, and what they take: memory, processor time.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']).toString());

/** Resident memory of the process of this run whose command line has the word, MiB; `null`: there is none now. */
export function memoryOf(dir, word) {
  return mebibytes(processesOf(dir, word)[0], /VmRSS:\s+(\d+)/);
}

/** The most that it has ever taken. */
export function peakOf(dir, word) {
  return peakMebibytes(processesOf(dir, word)[0]);
}

/** The most that a process has ever taken; `null`: it has ended. */
export function peakMebibytes(pid) {
  return mebibytes(pid, /VmHWM:\s+(\d+)/);
}

function mebibytes(pid, line) {
  return pid === undefined ? null : ifThere(() => Number(line.exec(read(pid, 'status'))?.[1] ?? 0) / 1024);
}

/** Numbers of the processes of this run whose command lines have the word; without one, of all. */
export function processesOf(dir, word = '') {
  return readdirSync('/proc').filter(
    (name) =>
      /^\d+$/.test(name) &&
      ifThere(() => read(name, 'environ').includes(`TMPDIR=${dir}`) && commandLine(name).includes(word)) === true,
  );
}

/** Numbers of all processes of this machine, those in containers among them, whose command lines have the word. */
export function processesNamed(word) {
  return readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && ifThere(() => commandLine(name).includes(word)) === true,
  );
}

/** User and system time of a process; `null`: it has ended. */
export function cpuSecondsOf(pid) {
  return ifThere(() => {
    const fields = read(pid, 'stat')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  });
}

function commandLine(pid) {
  return read(pid, 'cmdline').replaceAll('\0', ' ');
}

function read(pid, file) {
  return readFileSync(`/proc/${pid}/${file}`, 'utf8');
}

function ifThere(look) {
  try {
    return look();
  } catch {
    return null;
  }
}
