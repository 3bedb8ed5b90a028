/** Steps that people write: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten. */
const STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] as const;

/** The smallest number that people write which is at least `value`; whole, and at least 100. */
export function roundUp(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(100, value)));
  const step = STEPS.find((candidate) => Math.round(candidate * magnitude) >= value) ?? 10;
  return Math.max(100, Math.round(step * magnitude));
}
