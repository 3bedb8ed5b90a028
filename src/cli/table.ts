import Table from 'cli-table3';
import pc from 'picocolors';
import type { RunResult } from '../core/result.ts';
import { TRIAL_COLUMNS, trialRows } from '../report/trial-table.ts';
import { cleanText } from './terminal.ts';

/** The trials as a table without lines; numbers to the right, verdicts in colour where colours are wanted. */
export function trialTable(result: RunResult): string {
  return plainTable(TRIAL_COLUMNS, trialRows(result), colour);
}

/** A table without lines; the first and the last column hold words, those between numbers. */
export function plainTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  paint: (cell: string) => string = (cell) => cell,
): string {
  const last = columns.length - 1;
  const none = [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ];
  const table = new Table({
    head: columns.map((name) => pc.bold(name)),
    colAligns: columns.map((_, index) => (index === 0 || index === last ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: Object.fromEntries(none.map((name) => [name, ''])),
  });
  for (const row of rows)
    table.push(row.map((cell, index) => (index === last ? paint(cleanText(cell)) : cleanText(cell))));
  return table.toString();
}

function colour(verdict: string): string {
  if (verdict === 'pass') return pc.green(verdict);
  return verdict.startsWith('doubt') ? pc.yellow(verdict) : pc.red(verdict);
}
