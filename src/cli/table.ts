import Table from 'cli-table3';
import pc from 'picocolors';
import type { RunResult } from '../core/result.ts';
import { TRIAL_COLUMNS, trialRows } from '../report/trial-table.ts';
import { cleanText } from './terminal.ts';

/** The trials as a table without lines; numbers to the right, verdicts in colour where colours are wanted. */
export function trialTable(result: RunResult): string {
  const table = new Table({
    head: TRIAL_COLUMNS.map((name) => pc.bold(name)),
    colAligns: TRIAL_COLUMNS.map((name) => (name === 'variant' || name === 'verdict' ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  });
  for (const row of trialRows(result))
    table.push(row.map((cell, index) => (index === row.length - 1 ? colour(cell) : cleanText(cell))));
  return table.toString();
}

function colour(verdict: string): string {
  if (verdict === 'pass') return pc.green(verdict);
  return verdict.startsWith('doubt') ? pc.yellow(verdict) : pc.red(verdict);
}
