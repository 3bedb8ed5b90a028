import type { Series } from '../../core/result.ts';

/** A series with at most `maxBins` bins: neighbours are joined by their largest value, so that no peak is lost. */
export function thinSeries(series: Series, maxBins: number): Series {
  const bins = series.generatedPerSecond.length;
  const factor = Math.ceil(bins / maxBins);
  if (factor <= 1) return series;
  const join = (column: readonly (number | null)[]): readonly (number | null)[] =>
    Array.from({ length: Math.ceil(column.length / factor) }, (_, at) => {
      const values = column.slice(at * factor, (at + 1) * factor).filter((value) => value !== null);
      return values.length === 0 ? null : Math.max(...values);
    });
  const { startMs, stepMs, ...columns } = series;
  const joined = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, join(column)]),
  ) as unknown as typeof columns;
  return { startMs, stepMs: stepMs * factor, ...joined };
}
