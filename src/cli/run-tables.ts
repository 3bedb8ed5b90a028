import { costTable } from '../core/audit-cost.ts';
import { logTable } from '../core/log-words.ts';
import { shipperTable } from '../core/shipper-words.ts';
import type { RunResult } from '../core/result.ts';
import { plainTable } from './table.ts';
import { cleanText, sentence } from './terminal.ts';

/** What auditing costs and what an audit log keeps, each as a table with its sentences; '' where there is nothing of it. */
export function runTables(result: RunResult): string {
  return [costTable(result), logTable(result), shipperTable(result)]
    .flatMap((table) =>
      table === null
        ? []
        : ['\n', plainTable(table.head, table.rows), ...table.sentences.map((text) => sentence(cleanText(text)))],
    )
    .join('\n');
}
