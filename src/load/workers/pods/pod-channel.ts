/** What a pod says of itself when it has called back. */
export interface PodHello {
  /** Its share of the load: JOB_COMPLETION_INDEX. */
  readonly index: number;
  readonly pod: string;
}

export const HELLO = 'hello';

/** `null`: no hello of a pod of ours. */
export function readHello(data: unknown, parallelism: number): PodHello | null {
  if (typeof data !== 'object' || data === null) return null;
  const { index, pod } = data as Partial<PodHello>;
  const isIndex = typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < parallelism;
  return isIndex && typeof pod === 'string' ? { index, pod } : null;
}
