import { join } from 'node:path';
import { badInput } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import { isFile, listFiles } from '../platform/files.ts';
import { packageFile } from '../platform/package-info.ts';

/** Folders of files that come with audit-bench; a folder of the same name where one stands comes first. */
export type ShippedFolder = 'scenarios' | 'clusters';

export interface FoundFile {
  /** To read it by. */
  readonly path: string;
  /** For people, and for the record of a run. */
  readonly shown: string;
}

/**
 * A file by its path or, of those that come with audit-bench, by its name: `quickstart`, `scenarios/quickstart.yaml`.
 * Errors: AuditBenchError (exit 2) for a name that no such file has, with the nearest that there is.
 */
export async function findFile(name: string, folder: ShippedFolder): Promise<FoundFile> {
  if (await isFile(name)) return { path: name, shown: name };
  const isName = /^[\w-]+$/.test(name);
  const shown = isName ? `${folder}/${name}.yaml` : name.replace(/^\.\//, '');
  if (isName && (await isFile(shown))) return { path: shown, shown };
  if (shown.startsWith(`${folder}/`) && (await isFile(packageFile(shown)))) return { path: packageFile(shown), shown };
  // A path is read as it stands: whoever reads it says what is wrong with it.
  if (!isName) return { path: name, shown: name };
  const known = await namesIn(folder);
  const near = nearest(name, known);
  throw badInput(
    `${name}: there is no such file, and no ${folder === 'scenarios' ? 'scenario' : 'cluster'} of that name`,
    `${near === undefined ? '' : `did you mean ${near}? `}names: ${known.join(', ')}; or give a path`,
  );
}

/** Names of the files of a folder, those of the current directory's too. */
export async function namesIn(folder: ShippedFolder): Promise<readonly string[]> {
  const files = [...(await listFiles(folder)), ...(await listFiles(packageFile(folder)))];
  return [...new Set(files.filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -5)))].sort();
}

/** Where a file of the package is, as short as it can be said from here. */
export function shippedPath(path: string, from: string): string {
  const full = packageFile(path);
  return full.startsWith(join(from, '/')) ? full.slice(join(from, '/').length) : full;
}
