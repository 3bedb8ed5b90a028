import { formatCount } from '../core/units.ts';
import { EventTable } from './event-table.ts';
import { readEventLines, type SeenEvent } from './event-lines.ts';
import { type Finding, MOST_PLACES, note, type Place, wrong } from '../core/finding.ts';
import { Numbers } from './numbers.ts';
import { LONG_RUNNING, pairFindings } from './pairs.ts';
import { Sightings } from './sightings.ts';
import { Times } from './times.ts';

/** How a file ended, beside its lines. */
export interface FileEnding {
  /** Why the rest of it could not be read; `null`: it was. */
  readonly damage: string | null;
  /** Lines that are longer than any event. */
  readonly tooLong: number;
}

/** Of a request that lasts as long as its client likes. */
const LONG = [
  '"verb":"watch"',
  '"subresource":"exec"',
  '"subresource":"attach"',
  '"subresource":"portforward"',
  '"subresource":"proxy"',
  '"subresource":"log"',
];
const OURS = new TextEncoder().encode('ab-');

/** Reads a log, its files in their order, line by line, and says what is wrong with it; keeps some 60 bytes an event. */
export class LogVerifier {
  readonly table = new EventTable();
  readonly files: string[] = [];
  readonly #times = new Times();
  readonly #numbers = new Numbers();
  readonly #duplicates = new Sightings();
  readonly #broken: { readonly place: Place; readonly why: string }[] = [];
  readonly #damages: Finding[] = [];
  readonly #digestOf: (event: SeenEvent) => number;
  #brokenLines = 0;
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** `digestOf`: what two copies of an event are compared by; default: they are not. */
  constructor(digestOf: (event: SeenEvent) => number = () => 0) {
    this.#digestOf = digestOf;
  }

  get firstMs(): number {
    return this.#firstMs;
  }

  get lastMs(): number {
    return this.#lastMs;
  }

  /** `rotatedAtMs`: when it was put aside; `null`: it was not, or nobody knows when. */
  beginFile(file: string, rotatedAtMs: number | null): void {
    this.files.push(file);
    this.#times.beginFile(file, rotatedAtMs);
  }

  /** Whole lines; `before`: lines of the file before these. Says how many they are. */
  readLines(lines: Buffer, before: number): number {
    return readEventLines(lines, before, {
      onEvent: (event) => this.#take(event),
      onBroken: (line, why) => {
        this.#brokenLines += 1;
        if (this.#broken.length < MOST_PLACES) this.#broken.push({ place: this.#place(line), why });
      },
    });
  }

  endFile({ damage, tooLong }: FileEnding): void {
    const file = { file: this.files.at(-1) ?? '', line: null };
    if (damage !== null) this.#damages.push(wrong('unreadable', damage, file));
    if (tooLong > 0)
      this.#damages.push(
        wrong('unreadable', `${formatCount(tooLong)} lines are longer than 64 MiB: no event is`, file),
      );
  }

  findings(): readonly Finding[] {
    const { table, files } = this;
    const { count, places } = this.#duplicates;
    const more = this.#brokenLines - this.#broken.length;
    return [
      ...this.#damages,
      ...this.#broken.map(({ place, why }) =>
        wrong(
          'unreadable',
          `no audit event: ${why}`.replace('no audit event: no audit event', 'no audit event'),
          place,
        ),
      ),
      ...(more > 0 ? [wrong('unreadable', `${formatCount(more)} more lines are no audit events`)] : []),
      ...(count > 0
        ? [
            wrong(
              'duplicate',
              `${count === 1 ? 'an event stands' : `${formatCount(count)} events stand`} in the log twice (the same audit ID and stage)`,
              ...places,
            ),
          ]
        : []),
      ...this.#times.findings(),
      ...pairFindings({ table, files, firstMs: this.#firstMs, lastMs: this.#lastMs }),
      ...this.#numbers.findings(),
      ...(table.length === 0
        ? [note('unreadable', 'there is no event in it', { file: files[0] ?? '', line: null })]
        : []),
    ];
  }

  #place(line: number): Place {
    return { file: this.files.at(-1) ?? '', line };
  }

  #take(event: SeenEvent): void {
    const { text, places, stageMs, stage, high, low, line } = event;
    const { event: number, isNew } = this.table.add(high, low);
    if (!isNew) {
      this.#duplicates.add(this.#place(line));
      return;
    }
    const { columns } = this.table;
    columns.stageMs[number] = stageMs;
    columns.stage[number] = stage;
    columns.file[number] = this.files.length - 1;
    columns.line[number] = line;
    columns.digest[number] = this.#digestOf(event);
    // Only a request that was received is looked for its end.
    columns.marks[number] = stage === 0 && isLongRunning(event) ? LONG_RUNNING : 0;
    this.#times.add(stageMs, this.#place(line));
    if (text.spells(places.auditId + 1, OURS))
      this.#numbers.add(text.string(places.auditId, text.skipString(places.auditId)), this.#place(line));
    this.#firstMs = Math.min(this.#firstMs, stageMs);
    this.#lastMs = Math.max(this.#lastMs, stageMs);
  }
}

function isLongRunning({ text, places: { start, end } }: SeenEvent): boolean {
  const json = text.bytes.subarray(start, end);
  return LONG.some((words) => json.includes(words));
}
