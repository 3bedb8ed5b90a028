/** Steps that people write: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten. */
const STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] as const;

/** The smallest number that people write which is at least `value`; whole, and at least 100. */
export function roundUp(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(100, value)));
  const step = STEPS.find((candidate) => Math.round(candidate * magnitude) >= value) ?? 10;
  return Math.max(100, Math.round(step * magnitude));
}

/** The largest number that people write which is at most `value`; below 100 the value itself. */
export function roundDown(value: number): number {
  if (value < 100) return Math.max(1, Math.floor(value));
  const magnitude = 10 ** Math.floor(Math.log10(value));
  return Math.round((STEPS.findLast((candidate) => Math.round(candidate * magnitude) <= value) ?? 1) * magnitude);
}
