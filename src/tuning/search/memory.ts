/**
 * Resident memory that an event costs kube-apiserver, measured on v1.37.2 by bench/memory.js (docs/audit-pipeline.md,
 * "Memory"): a fixed part for the Go objects, and several times its size in JSON, b bytes, for whatever was encoded is
 * held in a slice that grew by doubling, and the garbage collector lets the heap grow to twice what lives in it.
 */

/** Of an event that waits in the buffer: 2,050 + 1.8·b bytes. */
export function bufferedEventBytes(meanJsonBytes: number): number {
  return 2050 + 1.8 * meanJsonBytes;
}

/** Of an event in a POST that is under way or retried, which holds its batch encoded as well: 2,500 + 3.65·b bytes. */
export function postedEventBytes(meanJsonBytes: number): number {
  return 2500 + 3.65 * meanJsonBytes;
}
