/**
 * Node's options of whoever sends load. A young generation of 1 MiB is collected often and in about a millisecond; with
 * Node's 16 MiB, or with helper threads that wait for a core, a pause takes 2 to 8 ms and every send in it is late
 * (bench/pacing.js). With `--expose-gc` the pacer collects between sends.
 */
export const SHORT_PAUSES = ['--max-semi-space-size=1', '--single-threaded-gc', '--expose-gc'] as const;
