/** Where something is seen; `line` from 1, `null`: the file as a whole. */
export interface Place {
  readonly file: string;
  readonly line: number | null;
}

export type Check =
  | 'unreadable'
  | 'pair'
  | 'gap'
  | 'duplicate'
  | 'order'
  | 'hole'
  | 'difference'
  | 'permissions'
  | 'webhook'
  | 'baseline'
  | 'run'
  | 'seal';

/** What verifying has found. `wrong`: evidence is lost, altered or open to others; `note`: worth knowing. */
export interface Finding {
  readonly check: Check;
  readonly severity: 'wrong' | 'note';
  /** Without a full stop. */
  readonly sentence: string;
  readonly evidence: readonly Place[];
}

export function wrong(check: Check, sentence: string, ...evidence: readonly Place[]): Finding {
  return { check, severity: 'wrong', sentence, evidence };
}

export function note(check: Check, sentence: string, ...evidence: readonly Place[]): Finding {
  return { check, severity: 'note', sentence, evidence };
}

/** `audit.log:17`. */
export function showPlace({ file, line }: Place): string {
  return line === null ? file : `${file}:${line}`;
}

/** So many places stand for all of a kind. */
export const MOST_PLACES = 5;
