/** The log backend: what a scenario says of the file, and where it is. */

export type LogFormat = 'json' | 'legacy';

/** How the API servers write their logs; `null` keeps Kubernetes' default, which depends on the version. */
export interface LogSpec {
  /** On this machine, absolute; `null`: in a folder of the run's own that goes with it. */
  readonly path: string | null;
  readonly maxAgeDays: number | null;
  readonly maxBackups: number | null;
  readonly maxSizeMegabytes: number | null;
  readonly compress: boolean;
  readonly format: LogFormat;
}

/** The folder that one API server writes its log into, as this machine and as the API server names it. */
export interface LogFolder {
  readonly instance: string;
  readonly here: string;
  readonly there: string;
}

/** What a provider knows about the folders before they are made. */
export interface LogPlaces {
  /** Names of the API servers. */
  readonly instances: readonly string[];
  /** Where each of them sees its folder; `null`: under the name that it has on this machine. */
  readonly there: string | null;
}

/** The file's name where the scenario names none. */
export const LOG_FILE = 'audit.log';

/** What became of the files and lines of the logs while they were read. */
export interface LogReading {
  /** Files that rotation put aside, and that were read to their end. */
  readonly rotations: number;
  /** Names of files that rotation removed before they were read. */
  readonly removedUnread: readonly string[];
  /** How often a file became shorter in its place: what was written in between is not known. */
  readonly truncations: number;
  /** Lines that are no audit event. */
  readonly brokenLines: number;
  /** Lines that a file ended in the middle of, or that were too long to be read. */
  readonly unfinishedLines: number;
  readonly bytes: number;
}

/** The flags that a spec stands for, without the path. */
export function logFlags(spec: LogSpec): Readonly<Record<string, string>> {
  const numbers: readonly (readonly [string, number | null])[] = [
    ['audit-log-maxage', spec.maxAgeDays],
    ['audit-log-maxbackup', spec.maxBackups],
    ['audit-log-maxsize', spec.maxSizeMegabytes],
  ];
  return {
    'audit-log-format': spec.format,
    'audit-log-compress': String(spec.compress),
    ...Object.fromEntries(numbers.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]))),
  };
}

/** A log as Kubernetes writes it unless it is told otherwise. */
export const DEFAULT_LOG: LogSpec = {
  path: null,
  maxAgeDays: null,
  maxBackups: null,
  maxSizeMegabytes: null,
  compress: false,
  format: 'json',
};
