import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A control group of version 1, where a limit is set without the help of whoever has divided the machine. */
const ROOT = '/sys/fs/cgroup/memory';

/** Why no limit can be set here; `null`: it can. */
export const noMemoryLimit: string | null = reasonAgainst();

export interface MemoryLimit {
  /** What this process takes from now on counts. */
  hold(pid: number): void;
  /** Once the process has ended. */
  remove(): void;
}

/** The kernel kills a process that takes more than this on top of what it has. */
export function memoryLimit(bytes: number): MemoryLimit {
  const dir = join(ROOT, `audit-bench-test-${process.pid}`);
  mkdirSync(dir);
  writeFileSync(join(dir, 'memory.limit_in_bytes'), String(bytes));
  return {
    hold: (pid) => writeFileSync(join(dir, 'cgroup.procs'), String(pid)),
    remove: () => rmdirSync(dir),
  };
}

/** The process with this in its command line that was started with this folder for temporary files (Linux). */
export function processIn(scratch: string, word: string): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '';
        return line.endsWith(word) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${scratch}`);
      } catch {
        return false;
      }
    });
}

function reasonAgainst(): string | null {
  if (!existsSync(join(ROOT, 'cgroup.procs'))) return 'there is no memory control group of version 1';
  const dir = join(ROOT, `audit-bench-probe-${process.pid}`);
  try {
    mkdirSync(dir);
    rmdirSync(dir);
    return null;
  } catch {
    return 'a memory control group can only be made by root';
  }
}
