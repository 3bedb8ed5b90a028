import pc from 'picocolors';

/** In front of a line: told apart without colour as well. */
export const MARKS = { yes: pc.green('ok'), no: pc.yellow('--') } as const;
