import type { LogFormat, LogReading } from '../../core/log.ts';
import { readLines } from '../../events/batch.ts';
import { readLegacyLines } from '../../events/legacy-lines.ts';
import type { JsonLinesWriter } from '../../platform/files.ts';
import { type FollowedLog, LogFollower } from '../../platform/log/log-follower.ts';
import type { SinkCounters } from '../sink.ts';
import { Tally } from '../tally.ts';

/** The log of one API server. */
export interface FollowedFile {
  readonly instance: string;
  /** As this machine names it. */
  readonly path: string;
}

/** Follows the logs of all API servers, counts their events and records them. */
export class LogReader {
  readonly #tally = new Tally();
  readonly #followers: readonly LogFollower[];
  readonly #nowMs: () => number;
  readonly #read: typeof readLines;
  #writer: JsonLinesWriter | null = null;
  #brokenLines = 0;
  #bytes = 0;
  /** What the followers had to say when the recording began. */
  #before: readonly FollowedLog[] = [];

  constructor(files: readonly FollowedFile[], format: LogFormat, nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#read = format === 'legacy' ? readLegacyLines : readLines;
    this.#followers = files.map(({ instance, path }) => new LogFollower(path, (lines) => this.#take(instance, lines)));
  }

  /** Counts from zero, into this writer. */
  recordTo(writer: JsonLinesWriter | null): void {
    this.#writer = writer;
    this.#tally.clear();
    this.#brokenLines = 0;
    this.#bytes = 0;
    this.#before = this.#followers.map(({ report }) => report);
  }

  mark(atMs: number): void {
    this.#tally.mark(atMs);
  }

  /** Reads what is there by now. Errors: the system's, such as EACCES. */
  async poll(): Promise<void> {
    for (const follower of this.#followers) await follower.poll();
  }

  counters(): Omit<SinkCounters, 'pauseMs'> {
    return { ...this.#tally.counters, open: 0, log: this.#reading() };
  }

  close(): void {
    for (const follower of this.#followers) follower.close();
  }

  #reading(): LogReading {
    const total = { rotations: 0, truncations: 0, unfinishedLines: 0 };
    const removedUnread: string[] = [];
    for (const [index, { report }] of this.#followers.entries()) {
      const before = this.#before[index];
      total.rotations += report.rotations - (before?.rotations ?? 0);
      total.truncations += report.truncations - (before?.truncations ?? 0);
      total.unfinishedLines += report.unfinishedLines - (before?.unfinishedLines ?? 0);
      removedUnread.push(...report.removedUnread.slice(before?.removedUnread.length ?? 0));
    }
    return { ...total, removedUnread, brokenLines: this.#brokenLines, bytes: this.#bytes };
  }

  #take(instance: string, lines: Buffer): void {
    const batch = this.#read(lines);
    this.#brokenLines += batch.broken;
    this.#bytes += batch.bodyBytes;
    if (batch.stageMs.length === 0) return;
    this.#tally.deliver(batch);
    const head = JSON.stringify({ arrivedMs: this.#nowMs(), delivered: true, instance, bodyBytes: batch.bodyBytes });
    this.#writer?.writeLine(`${head.slice(0, -1)},"events":[`, batch.records, ']}');
  }
}
