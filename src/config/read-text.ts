/** Text of a file that a scenario names, relative to it; `undefined`: there is no such file. */
export type ReadText = (path: string, what: 'policy' | 'manifest' | 'backend') => Promise<string | undefined>;
