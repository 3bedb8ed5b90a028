import type { Row } from './rows.ts';
import type { RunTable } from './run-tables.ts';

/** The table behind a chart over time: least, mean and most of each series. */
export function rowsTable(rows: readonly Row[], unit: string): RunTable {
  const names = [...new Set(rows.map(({ series }) => series))];
  const show = (value: number): string => Number(value.toPrecision(4)).toLocaleString('en-US');
  return {
    head: [unit, 'least', 'mean', 'most'],
    rows: names.map((name) => {
      const values = rows.filter(({ series }) => series === name).map(({ value }) => value);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [name, show(Math.min(...values)), show(mean), show(Math.max(...values))];
    }),
  };
}
