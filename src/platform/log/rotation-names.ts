import { readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/** A file that rotation has put aside, by its name without the `.gz` that compression adds later. */
export interface Backup {
  readonly name: string;
  /** Where it is now. */
  readonly path: string;
  readonly compressed: boolean;
}

const GZ = '.gz';
/** As the rotating writer of kube-apiserver names them (gopkg.in/natefinch/lumberjack.v2 at v2.2.1, backupTimeFormat). */
const TIME = String.raw`\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}`;

/** How rotation names the files that it puts aside, so that their names sort as they were written. */
export class RotationNames {
  readonly path: string;
  readonly dir: string;
  readonly #form: RegExp;
  readonly #stem: string;
  readonly #extension: string;

  constructor(path: string) {
    this.path = path;
    this.dir = dirname(path);
    this.#extension = extname(path);
    this.#stem = basename(path, this.#extension);
    const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    this.#form = new RegExp(`^${escaped(this.#stem)}-${TIME}${escaped(this.#extension)}$`);
  }

  /** Of a file that is put aside at this moment. */
  backupPath(atMs: number): string {
    const time = new Date(atMs).toISOString().slice(0, -1).replaceAll(':', '-');
    return join(this.dir, `${this.#stem}-${time}${this.#extension}`);
  }

  /** The backup's name without `.gz`; `null`: the file is none. */
  backupName(file: string): string | null {
    const name = file.endsWith(GZ) ? file.slice(0, -GZ.length) : file;
    return this.#form.test(name) ? name : null;
  }

  /**
   * Those that are there, oldest first. While one is being compressed it is there twice: the plain one is whole, and is
   * removed only when the compressed one is.
   */
  backups(): readonly Backup[] {
    const found = new Map<string, Backup>();
    let files: string[];
    try {
      files = readdirSync(this.dir);
    } catch {
      return [];
    }
    for (const file of files) {
      const name = this.backupName(file);
      if (name === null) continue;
      const compressed = file !== name;
      if (!compressed || !found.has(name)) found.set(name, { name, path: join(this.dir, file), compressed });
    }
    return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }
}
