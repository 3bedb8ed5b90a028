/** What a file is that a scenario names. */
export type NamedFile = 'policy' | 'variant policy' | 'manifest' | 'backend' | 'probe';

/**
 * Text of a file that a scenario names, relative to it; `undefined`: there is no such file. NOT_KEPT: it was there when
 * the run was made, and is not kept with it.
 */
export type ReadText = (path: string, what: NamedFile) => Promise<string | undefined>;

/** Stands for the text of a file that a run does not keep, for there may be a secret in it; no file has this text. */
export const NOT_KEPT = '\0not kept';
