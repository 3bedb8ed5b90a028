import * as hdr from 'hdr-histogram-js';
import type { Quantiles } from '../core/result.ts';
import { selectAt } from './columns/select.ts';

const MOST_US = 7_200_000_000;
/** Values below, in microseconds, are counted in a table and put into the histogram when it is read. */
const TABLE_US = 1 << 18;

/** Milliseconds in, microseconds kept: 3 significant digits up to 2 hours. */
export class LatencyHistogram {
  readonly #table = new Uint32Array(TABLE_US);
  readonly #histogram = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: MOST_US,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });

  /** Negative values (clock skew) are recorded as 0; the doubt about skew is raised elsewhere. */
  record(valueMs: number): void {
    const valueUs = Math.min(MOST_US, Math.max(0, Math.round(valueMs * 1000)));
    if (valueUs < TABLE_US) this.#table[valueUs] = (this.#table[valueUs] ?? 0) + 1;
    else this.#histogram.recordValue(valueUs);
  }

  /** Takes over what another one has counted. */
  add(other: LatencyHistogram): void {
    this.#histogram.add(other.#read());
  }

  quantiles(): Quantiles | null {
    const histogram = this.#read();
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
    const histogram = this.#read();
    return histogram.totalCount === 0 ? null : hdr.encodeIntoCompressedBase64(histogram);
  }

  #read(): hdr.Histogram {
    for (let valueUs = 0; valueUs < TABLE_US; valueUs += 1) {
      const count = this.#table[valueUs] as number;
      if (count > 0) this.#histogram.recordValueWithCount(valueUs, count);
    }
    this.#table.fill(0);
    return this.#histogram;
  }
}

/** Quantiles of the values themselves, exact: nearest rank. The values are sorted in their place. */
export function exactQuantiles(values: Float64Array): Quantiles | null {
  if (values.length === 0) return null;
  const sorted = values.sort();
  const at = (share: number): number => sorted[rank(sorted.length, share)] ?? 0;
  let sum = 0;
  for (const value of sorted) sum += value;
  return {
    count: sorted.length,
    mean: sum / sorted.length,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    max: at(1),
  };
}

/** One of them alone, which costs less; `null`: of nothing. */
export function exactQuantile(values: Float64Array, share: number): number | null {
  return values.length === 0 ? null : selectAt(values, rank(values.length, share));
}

/** Place of the nearest rank in the sorted order. */
function rank(count: number, share: number): number {
  return Math.max(0, Math.min(count - 1, Math.ceil(share * count) - 1));
}
