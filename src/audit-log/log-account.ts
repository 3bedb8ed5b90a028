import { badInput } from '../core/errors.ts';
import { formatCount } from '../core/units.ts';

/** A line that is no event. */
export interface BrokenLine {
  readonly file: string;
  readonly line: number;
  readonly why: string;
}

const MOST_SHOWN = 5;

/** What was read of logs, and what could not be. */
export class LogAccount {
  events = 0;
  /** Of the text, decompressed. */
  bytes = 0;
  brokenLines = 0;
  /** The first few. */
  readonly shown: BrokenLine[] = [];
  /** What of files could not be read, a sentence each, without its full stop. */
  readonly damages: string[] = [];

  broken(line: BrokenLine): void {
    this.brokenLines += 1;
    if (this.shown.length < MOST_SHOWN) this.shown.push(line);
  }

  /** Errors: AuditBenchError (exit 2) when nothing that was read is an event. */
  requireEvents(paths: readonly string[]): void {
    if (this.events > 0) return;
    const named = paths.join(', ');
    const [first] = this.shown;
    if (first === undefined) {
      const [damage] = this.damages;
      throw badInput(damage === undefined ? `${named}: is empty` : `no event could be read: ${damage}`);
    }
    throw badInput(
      `${named}: no line is an audit event; ${first.file}:${first.line}: ${first.why}`,
      'expected the log of kube-apiserver with --audit-log-format=json, an event in each line',
    );
  }

  /** What was passed over, a sentence each; none when everything was read. */
  sentences(): readonly string[] {
    const more = this.brokenLines - this.shown.length;
    return [
      ...this.damages.map((damage) => `${damage}.`),
      ...(this.brokenLines === 0
        ? []
        : [
            `${formatCount(this.brokenLines)} ${this.brokenLines === 1 ? 'line is no event and was' : 'lines are no events and were'} passed over:`,
            ...this.shown.map(({ file, line, why }) => `  ${file}:${line}: ${why}`),
            ...(more === 0 ? [] : [`  … and ${formatCount(more)} more`]),
          ]),
    ];
  }
}
