import { type Finding, note, type Place, wrong } from '../core/finding.ts';
import { formatCount } from '../core/units.ts';
import { differingMembers, eventDigest } from './canonical.ts';
import { readEventLines, type SeenEvent } from './event-lines.ts';
import type { LogVerifier } from './log-verifier.ts';
import { Sightings } from './sightings.ts';

/** Events shown with what differs in them. */
const MOST_SHOWN = 10;
/** A mark beside those of the pairs. */
const IN_BOTH = 2;

/** An event that both copies have, and not alike. */
export interface Differing {
  readonly here: Place;
  readonly there: Place;
  /** Its JSON in the second copy. */
  readonly json: string;
}

/** What a verifier of the first copy writes down of each event, so that a second one can be held against it. */
export function digestOf({ text, places: { start, end } }: SeenEvent): number {
  return eventDigest(text.bytes.subarray(start, end));
}

/** What the two are called, and how far they can be compared. */
export interface Compared {
  readonly here: string;
  readonly there: string;
  /** `name`: by audit ID and stage alone. */
  readonly by: 'content' | 'name';
  /** Which of them leaves out what came between its records, so that what it has not is worth a note only. */
  readonly gapsIn: 'here' | 'there' | 'neither';
}

const TWO_LOGS: Compared = { here: 'the log', there: 'the second copy', by: 'content', gapsIn: 'neither' };

/** Holds a second copy against a log that has been read: the receiver's against the file, the shipper's against the file. */
export class Differences {
  readonly #log: LogVerifier;
  readonly #compared: Compared;
  readonly #missingHere = new Sightings();
  readonly #differing: Differing[] = [];
  #differingCount = 0;
  #file = '';
  #events = 0;
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(log: LogVerifier, compared: Compared = TWO_LOGS) {
    this.#log = log;
    this.#compared = compared;
  }

  /** The first of those that differ. */
  get differing(): readonly Differing[] {
    return this.#differing;
  }

  beginFile(file: string): void {
    this.#file = file;
  }

  /** As LogVerifier's. What is no event is told when that copy is verified itself. */
  readLines(lines: Buffer, before: number): number {
    return readEventLines(lines, before, { onEvent: (event) => this.#take(event), onBroken: () => {} });
  }

  /** `jsonAt`: an event of the first copy again, as it stands there; `undefined`: it cannot be found any more. */
  findings(jsonAt: (differing: Differing) => string | undefined): readonly Finding[] {
    const missingThere = new Sightings();
    const outside = new Sightings();
    const { table, files } = this.#log;
    const { here, there, gapsIn } = this.#compared;
    const { columns } = table;
    for (let event = 0; event < table.length; event += 1) {
      if (((columns.marks[event] as number) & IN_BOTH) !== 0) continue;
      const atMs = columns.stageMs[event] as number;
      const place = { file: files[columns.file[event] as number] ?? '', line: columns.line[event] as number };
      (atMs < this.#firstMs || atMs > this.#lastMs ? outside : missingThere).add(place);
    }
    return [
      ...told(
        this.#missingHere,
        gapsIn === 'here' ? note : wrong,
        (events) => `${there} has ${events} that ${here} has not`,
      ),
      ...told(
        missingThere,
        gapsIn === 'there' ? note : wrong,
        (events) => `${here} has ${events} that ${there} has not`,
      ),
      ...told(outside, note, (events) => `${here} has ${events} of before or after all that ${there} has`),
      ...this.#differing.map((differing) => differenceFinding(differing, jsonAt(differing))),
      ...(this.#differingCount > this.#differing.length
        ? [wrong('difference', `${formatCount(this.#differingCount - this.#differing.length)} more events differ`)]
        : []),
      ...(this.#events === 0 ? [wrong('difference', `there is no event in ${there}`)] : []),
    ];
  }

  #take(event: SeenEvent): void {
    const { table, files } = this.#log;
    const { stageMs, high, low, line, text, places } = event;
    this.#events += 1;
    const there = { file: this.#file, line };
    this.#firstMs = Math.min(this.#firstMs, stageMs);
    this.#lastMs = Math.max(this.#lastMs, stageMs);
    const own = table.find(high, low);
    if (own === -1) {
      // Where the log begins later or ends earlier nothing is missing in it.
      if (stageMs >= this.#log.firstMs && stageMs <= this.#log.lastMs) this.#missingHere.add(there);
      return;
    }
    const { columns } = table;
    columns.marks[own] = (columns.marks[own] as number) | IN_BOTH;
    if (this.#compared.by === 'name' || columns.digest[own] === digestOf(event)) return;
    this.#differingCount += 1;
    if (this.#differing.length === MOST_SHOWN) return;
    const here = { file: files[columns.file[own] as number] ?? '', line: columns.line[own] as number };
    this.#differing.push({ here, there, json: text.bytes.subarray(places.start, places.end).toString() });
  }
}

function told(
  { count, places }: Sightings,
  severity: typeof wrong,
  sentence: (events: string) => string,
): readonly Finding[] {
  if (count === 0) return [];
  return [severity('difference', sentence(count === 1 ? 'an event' : `${formatCount(count)} events`), ...places)];
}

function differenceFinding({ here, there, json }: Differing, own: string | undefined): Finding {
  const members = own === undefined ? [] : differingMembers(JSON.parse(own) as unknown, JSON.parse(json) as unknown);
  const shown = members.slice(0, 3).join('; ');
  const more = members.length > 3 ? ` and ${members.length - 3} more members` : '';
  return wrong('difference', `an event is another one in the second copy: ${shown}${more}`, here, there);
}
