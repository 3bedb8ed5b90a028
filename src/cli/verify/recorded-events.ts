import { join } from 'node:path';
import { badInput } from '../../core/errors.ts';
import type { BatchRecord } from '../../core/records.ts';
import { readJsonBlocks } from '../../platform/json-blocks.ts';
import { isThere } from '../../platform/packed-file.ts';
import { readRun } from '../read-run.ts';
import type { LineTaker } from './read-sets.ts';

/**
 * Gives the events that a run has recorded as delivered to a taker, a line for each of its records, as a receiver would
 * have written them: what is known of each is its ID, its stage and when that was.
 * Errors: AuditBenchError (exit 2) where its records are not kept.
 */
export async function readRecordedEvents(run: string, taker: LineTaker): Promise<void> {
  const { trials } = await readRun(run);
  let read = 0;
  for (const { id, error } of trials) {
    const file = join(run, 'trials', id, 'events.jsonl');
    if (error !== null || !(await isThere(file))) continue;
    read += 1;
    taker.beginFile(file, null);
    let lines = 0;
    for await (const block of readJsonBlocks<BatchRecord>(file, () => {}, isBatch)) {
      taker.readLines(Buffer.from(block.map(lineOf).join('')), lines);
      lines += block.length;
    }
  }
  if (read === 0)
    throw badInput(
      `${run}: its recorded events were not kept, so nothing can be compared with them`,
      'run it with "raw: full"',
    );
}

function isBatch({ events }: Partial<BatchRecord>): boolean {
  return Array.isArray(events);
}

function lineOf({ delivered, events }: BatchRecord): string {
  const items = (delivered ? events : []).map(([auditID, stage, stageMs]) => ({
    auditID,
    stage,
    stageTimestamp: new Date(stageMs).toISOString(),
  }));
  return `${JSON.stringify({ items })}\n`;
}
