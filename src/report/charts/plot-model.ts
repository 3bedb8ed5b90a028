import type { Frame } from './frame.ts';
import type { Row } from './rows.ts';

/** What a plot shows, for the page's script: enough to name every value at a place under the pointer. */
export interface PlotModel {
  readonly x: { readonly scale: 'linear' | 'log'; readonly from: number; readonly to: number; readonly unit: string };
  /** The vertical axis goes from 0 to it. */
  readonly yMax: number;
  readonly unit: string;
  /** In the order of the legend; points by x. */
  readonly series: readonly { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }[];
}

/** Of a chart over seconds. */
export function timePlot(rows: readonly Row[], unit: string, { xMax, yMax }: Frame): PlotModel {
  const names = [...new Set(rows.map(({ series }) => series))];
  const series = names.map((name) => ({
    name,
    points: rows.filter((row) => row.series === name).map(({ t, value }): [number, number] => [t, value]),
  }));
  return { x: { scale: 'linear', from: 0, to: xMax, unit: 's' }, yMax, unit, series };
}
