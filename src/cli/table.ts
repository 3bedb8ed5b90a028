import pc from 'picocolors';
import stringWidth from 'string-width';
import type { RunResult } from '../core/result.ts';
import { TRIAL_COLUMNS, trialRows } from '../report/trial-table.ts';
import { cleanText, terminalWidth, wrapped } from './terminal.ts';

const GAP = '  ';
/** Words of the last column are wrapped into no less than this; where even that is not there, a row becomes a block. */
const LEAST_WORDS = 16;

/** How a cell is painted, by its column. */
type Paint = (cell: string, column: string) => string;

/** The trials as a table without lines, verdicts and losses in colour where colours are wanted. */
export function trialTable(result: RunResult): string {
  return plainTable(TRIAL_COLUMNS, trialRows(result), colour);
}

/**
 * A table without lines that fits the terminal; the first and the last column hold words, those between numbers. Where it
 * is too wide the last column is wrapped, and where that does not help each row is a block of its own. No word is broken.
 * `width`: `null` for output that is no terminal, where a row stays a line.
 */
export function plainTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint = (cell) => cell,
  width: number | null = terminalWidth(),
): string {
  const clean = rows.map((row) => row.map(cleanText));
  const last = columns.length - 1;
  const widths = columns.map((name, at) =>
    Math.max(...[name, ...clean.map((row) => row[at] ?? '')].map((cell) => stringWidth(cell))),
  );
  const before = widths.slice(0, last).reduce((sum, each) => sum + each + GAP.length, 0);
  const room = width === null ? Number.POSITIVE_INFINITY : width - before;
  if (room < Math.min(LEAST_WORDS, widths[last] ?? 0)) return blocks(columns, clean, paint, width ?? 80);
  const line = (cells: readonly string[], draw: Paint): readonly string[] => {
    const words = wrapped(cells[last] ?? '', room).split('\n');
    const numbers = cells.slice(0, last).map((cell, at) => draw(padded(cell, widths[at] ?? 0, at), columns[at] ?? ''));
    return words.map((part, at) =>
      [...(at === 0 ? numbers : [' '.repeat(Math.max(0, before - GAP.length))]), draw(part, columns[last] ?? '')].join(
        GAP,
      ),
    );
  };
  return [...line(columns, (name) => pc.bold(name)), ...clean.flatMap((row) => line(row, paint))]
    .map((text) => text.trimEnd())
    .join('\n');
}

function padded(cell: string, width: number, column: number): string {
  const room = ' '.repeat(Math.max(0, width - stringWidth(cell)));
  return column === 0 ? cell + room : room + cell;
}

/** A row as its name, its numbers with theirs, and its words. */
function blocks(columns: readonly string[], rows: readonly (readonly string[])[], paint: Paint, width: number): string {
  const last = columns.length - 1;
  const block = (row: readonly string[]): string => {
    const pairs = row.slice(1, last).map((cell, at) => `${columns[at + 1] ?? ''} ${cell}`);
    const painted = (pair: string, at: number): string => paint(pair, columns[at + 1] ?? '');
    return [
      pc.bold(row[0] ?? ''),
      ...filled(pairs, width - GAP.length).map(
        (line) => GAP + line.map((at) => painted(pairs[at] ?? '', at)).join(' · '),
      ),
      ...wrapped(row[last] ?? '', width - GAP.length)
        .split('\n')
        .map((part) => GAP + paint(part, columns[last] ?? '')),
    ].join('\n');
  };
  return rows.map(block).join('\n\n');
}

/** Indexes of texts, as many in a line as fit it with ` · ` between them. */
function filled(texts: readonly string[], width: number): readonly (readonly number[])[] {
  const lines: number[][] = [];
  let room = 0;
  texts.forEach((text, at) => {
    const needed = stringWidth(text) + 3;
    if (needed > room + 3 || lines.length === 0) {
      lines.push([]);
      room = width + 3;
    }
    lines.at(-1)?.push(at);
    room -= needed;
  });
  return lines;
}

/** Green, yellow and red for verdicts; a loss is red. */
function colour(cell: string, column: string): string {
  if (column === 'loss' || column === 'missing' || column === 'dropped' || column === 'failed')
    return /^\D*[0\s%]*$|–$/.test(cell) ? cell : pc.red(cell);
  if (column !== 'verdict') return cell;
  if (cell.startsWith('pass')) return pc.green(cell);
  return cell.startsWith('doubt') ? pc.yellow(cell) : pc.red(cell);
}
