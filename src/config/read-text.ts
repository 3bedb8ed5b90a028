/** Text of a file that a scenario names, relative to it; `undefined`: there is no such file. */
export type ReadText = (path: string, what: 'policy' | 'manifest' | 'backend' | 'probe') => Promise<string | undefined>;
