import { EventSet } from '../../core/event-set.ts';
import { AUDIT_STAGES } from '../../core/policy.ts';
import { findShippedEvents } from '../../events/shipped-events.ts';
import type { JsonLinesWriter } from '../../platform/files.ts';
import type { OutputCounters } from './output-channel.ts';

/** Finds the events in what came out of a shipper, counts and records them. */
export class ShippedOutput {
  readonly #nowMs: () => number;
  #writer: JsonLinesWriter | null = null;
  #markMs = Number.POSITIVE_INFINITY;
  #sinceMark = new EventSet();
  #withoutEvents = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  recordTo(writer: JsonLinesWriter | null): void {
    this.#writer = writer;
    this.#withoutEvents = 0;
    this.mark(Number.POSITIVE_INFINITY);
  }

  mark(atMs: number): void {
    this.#markMs = atMs;
    this.#sinceMark = new EventSet();
  }

  get counters(): Omit<OutputCounters, 'truncations'> {
    return { shippedSinceMark: this.#sinceMark.size, withoutEvents: this.#withoutEvents };
  }

  /** Whole lines of its file. */
  takeLines(lines: Buffer): void {
    for (const line of lines.toString().split('\n')) if (line !== '') this.takeText(line);
  }

  /** A line, or the body of a POST; false: no event is in it. */
  takeText(text: string): boolean {
    const events = findShippedEvents(text);
    if (events.length === 0) {
      this.#withoutEvents += 1;
      return false;
    }
    for (const [id, stage, stageMs] of events)
      if (stageMs >= this.#markMs) this.#sinceMark.add(id, AUDIT_STAGES.indexOf(stage));
    const arrival = { arrivedMs: this.#nowMs(), delivered: true, bodyBytes: text.length, events };
    this.#writer?.writeLine(JSON.stringify(arrival));
    return true;
  }
}
