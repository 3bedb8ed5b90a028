import { costTable } from '../core/audit-cost.ts';
import type { RunResult } from '../core/result.ts';
import { plainTable } from './table.ts';
import { cleanText, sentence } from './terminal.ts';

/** What auditing costs, as a table with its sentences; '' where the run does not compare that. */
export function costLines(result: RunResult): string {
  const costs = costTable(result);
  if (costs === null) return '';
  return ['\n', plainTable(costs.head, costs.rows), ...costs.sentences.map((text) => sentence(cleanText(text)))].join(
    '\n',
  );
}
