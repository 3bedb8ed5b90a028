import * as hdr from 'hdr-histogram-js';
import type { Quantiles } from '../core/result.ts';

/** Milliseconds in, microseconds kept: 3 significant digits up to 2 hours. */
export class LatencyHistogram {
  readonly #histogram = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 7_200_000_000,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });

  /** Negative values (clock skew) are recorded as 0; the doubt about skew is raised elsewhere. */
  record(valueMs: number): void {
    this.#histogram.recordValue(Math.min(7_200_000_000, Math.max(0, Math.round(valueMs * 1000))));
  }

  quantiles(): Quantiles | null {
    const histogram = this.#histogram;
    if (histogram.totalCount === 0) return null;
    const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1000;
    return {
      count: histogram.totalCount,
      mean: histogram.mean / 1000,
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max: histogram.maxValue / 1000,
    };
  }

  /** HdrHistogram V2, compressed, base64; `null` when nothing was recorded. */
  encode(): string | null {
    return this.#histogram.totalCount === 0 ? null : hdr.encodeIntoCompressedBase64(this.#histogram);
  }
}

/** Quantiles of whole numbers such as batch sizes, exact: nearest rank. */
export function exactQuantiles(values: readonly number[]): Quantiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {
    count: sorted.length,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    max: at(1),
  };
}
