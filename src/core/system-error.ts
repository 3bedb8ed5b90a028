import { AuditBenchError, badInput, clusterFailed, messageOf, missingTool } from './errors.ts';

/** What the operating system's refusals mean to whoever named the path (errno(3)). */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['EISDIR', 'is a folder, expected a file'],
  ['ENOTDIR', 'a file is in the way'],
  ['EEXIST', 'a file is in the way'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ELOOP', 'a loop of symbolic links'],
  ['EINVAL', 'cannot be read or written'],
  ['EBUSY', 'is in use'],
  ['ERR_FS_FILE_TOO_LARGE', 'the file is too large'],
  ['ERR_STRING_TOO_LONG', 'the file is too large'],
]);

/** Where more of the machine is asked for than it has. */
const SCARCE: ReadonlyMap<string, string> = new Map([
  ['EMFILE', 'too many open files, see ulimit -n'],
  ['ENFILE', 'too many open files on this machine'],
  ['ENOMEM', 'out of memory'],
  ['EAGAIN', 'no more processes, see ulimit -u'],
]);

/** Why a path was refused, in a few words; `null`: that is no error of a path. */
export function pathRefusal(error: unknown): string | null {
  return REASONS.get(codeOf(error)) ?? null;
}

export function isDiskFull(error: unknown): boolean {
  return codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT';
}

/** `file`: where the error does not say it. */
export function diskFull(file: string, cause?: unknown): AuditBenchError {
  return clusterFailed(
    `disk full: ${file} could not be written`,
    'make room, then go on with the same command and --resume',
    cause,
  );
}

/** An error of the operating system as a sentence of its own; `null`: it is something else, and so a bug of ours. */
export function systemError(error: unknown, file?: string): AuditBenchError | null {
  if (!(error instanceof Error) || error instanceof AuditBenchError) return null;
  const path = file ?? (error as NodeJS.ErrnoException).path ?? '';
  const place = path === '' ? '' : `${path}: `;
  if (isDiskFull(error)) return diskFull(path === '' ? 'a file' : path, error);
  const scarce = SCARCE.get(codeOf(error));
  if (scarce !== undefined) return missingTool(`${place}${scarce}`);
  const refusal = pathRefusal(error);
  return refusal === null || place === '' ? null : badInput(`${place}${refusal}`);
}

/** The same error, or the sentence that it has. */
export function sentenceOfSystem(error: unknown, file: string): Error {
  return systemError(error, file) ?? (error instanceof Error ? error : new Error(messageOf(error)));
}

function codeOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? '') : '';
}
