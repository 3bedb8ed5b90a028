import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of all processes that hold a text (Linux). */
export function processesWith(text: string): readonly string[] {
  return processes().flatMap(({ line }) => (line.includes(text) ? [line] : []));
}

/** Numbers of the processes that this one has started and whose command lines hold a text. */
export function childrenWith(text: string): readonly number[] {
  return processes().flatMap(({ pid, line, parent }) => (line.includes(text) && parent === process.pid ? [pid] : []));
}

function processes(): readonly { readonly pid: number; readonly parent: number; readonly line: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
        return [{ pid: Number(pid), parent, line }];
      } catch {
        return [];
      }
    });
}

/** What stands in the system's place for temporary files and is ours. */
export function tempEntries(dir: string): readonly string[] {
  return readdirSync(dir).filter((name) => name.startsWith('audit-bench-'));
}
