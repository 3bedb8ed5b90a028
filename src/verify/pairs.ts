import { AUDIT_STAGES } from '../core/policy.ts';
import { formatCount } from '../core/units.ts';
import type { EventTable } from './event-table.ts';
import { type Finding, note, wrong } from '../core/finding.ts';
import { Sightings } from './sightings.ts';
import { keyOf } from './stages.ts';

/** kube-apiserver ends any other request after this long (--request-timeout). */
const REQUEST_TIMEOUT_MS = 60_000;
const [RECEIVED, STARTED, COMPLETE, PANIC] = AUDIT_STAGES.map((_, stage) => stage) as [number, number, number, number];

/** A request of this kind lasts as long as its client likes: watch, exec, logs -f. */
export const LONG_RUNNING = 1;

export interface PairsInput {
  readonly table: EventTable;
  readonly files: readonly string[];
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Requests that began and never ended, and the other way round, of a log in which both are written. */
export function pairFindings({ table, files, firstMs, lastMs }: PairsInput): readonly Finding[] {
  const { columns } = table;
  const has = (event: number, stage: number): boolean => {
    const idLow = keyOf(columns.low[event] as number, columns.stage[event] as number);
    return table.find(columns.high[event] as number, keyOf(idLow, stage)) !== -1;
  };
  const place = (event: number) => ({
    file: files[columns.file[event] as number] ?? '',
    line: columns.line[event] as number,
  });
  const open = new Sightings();
  const unbegun = new Sightings();
  let received = 0;
  for (let event = 0; event < table.length; event += 1) {
    const stage = columns.stage[event] as number;
    const atMs = columns.stageMs[event] as number;
    if (stage === RECEIVED) {
      received += 1;
      const ended = has(event, COMPLETE) || has(event, PANIC);
      const mayRun =
        atMs > lastMs - REQUEST_TIMEOUT_MS ||
        ((columns.marks[event] as number) & LONG_RUNNING) !== 0 ||
        has(event, STARTED);
      if (!ended && !mayRun) open.add(place(event));
    } else if (stage !== STARTED && atMs > firstMs + REQUEST_TIMEOUT_MS && !has(event, RECEIVED)) {
      unbegun.add(place(event));
    }
  }
  const findings: Finding[] = [];
  if (open.count > 0)
    findings.push(
      wrong(
        'pair',
        `${open.count === 1 ? 'a request was received and has' : `${formatCount(open.count)} requests were received and have`} no end (ResponseComplete or Panic)`,
        ...open.places,
      ),
    );
  if (unbegun.count > 0 && received > 0)
    findings.push(
      note(
        'pair',
        unbegun.count === 1
          ? 'a request ended and was never received: the policy may leave RequestReceived out for it, else its first line is gone'
          : `${formatCount(unbegun.count)} requests ended and were never received: the policy may leave RequestReceived out for them, else their first lines are gone`,
        ...unbegun.places,
      ),
    );
  return findings;
}
