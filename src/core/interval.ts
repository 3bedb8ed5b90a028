/** A mean and how far the true one may lie from it, at 95 %. */
export interface Interval {
  readonly mean: number;
  /** `null`: of a single value nothing is known. */
  readonly halfWidth: number | null;
}

/** Student's t, 0.975 quantile, by degrees of freedom from 1 (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2). */
const T_975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131];
const NORMAL_975 = 1.96;

/** mean ± t · s / √n, s the standard deviation of n values; `null`: there is none. */
export function intervalOf(values: readonly number[]): Interval | null {
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, halfWidth: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, halfWidth: ((T_975[n - 2] ?? NORMAL_975) * Math.sqrt(variance)) / Math.sqrt(n) };
}
