/** Collects young garbage now, where the process was started with `--expose-gc`; elsewhere it does nothing. */
export function collectYoungGarbage(): void {
  globalThis.gc?.({ type: 'minor' });
}
