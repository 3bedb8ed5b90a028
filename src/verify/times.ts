import { formatCount, formatMs } from '../core/units.ts';
import { type Finding, type Place, wrong } from '../core/finding.ts';
import { Sightings } from './sightings.ts';

/** Events of requests that end at the same time stand in any order, and a batch is written a little after. */
const DISORDER_MS = 5000;
/** A quiet API server writes its own leases every few seconds, unless the policy leaves them out. */
const LEAST_HOLE_MS = 10_000;

interface FileSpan {
  readonly file: string;
  /** When rotation put it aside, by its name; `null`: the name does not say. */
  readonly rotatedAtMs: number | null;
  firstMs: number;
  lastMs: number;
  lastLine: number;
}

/** Whether the events of a log stand in the order of their times, and whether files are missing between its files. */
export class Times {
  readonly #spans: FileSpan[] = [];
  readonly #late = new Sightings();
  #latestMs = Number.NEGATIVE_INFINITY;
  #largestQuietMs = 0;
  #worstMs = 0;

  beginFile(file: string, rotatedAtMs: number | null): void {
    this.#spans.push({ file, rotatedAtMs, firstMs: Number.NaN, lastMs: Number.NEGATIVE_INFINITY, lastLine: 0 });
  }

  add(stageMs: number, place: Place): void {
    const span = this.#spans.at(-1);
    if (span === undefined) return;
    if (Number.isNaN(span.firstMs)) span.firstMs = stageMs;
    else if (stageMs > span.lastMs) this.#largestQuietMs = Math.max(this.#largestQuietMs, stageMs - span.lastMs);
    span.lastMs = Math.max(span.lastMs, stageMs);
    span.lastLine = place.line ?? 0;
    if (stageMs < this.#latestMs - DISORDER_MS) {
      this.#late.add(place);
      this.#worstMs = Math.max(this.#worstMs, this.#latestMs - stageMs);
    }
    this.#latestMs = Math.max(this.#latestMs, stageMs);
  }

  findings(): readonly Finding[] {
    const { count, places } = this.#late;
    const disorder =
      count === 0
        ? []
        : [
            wrong(
              'order',
              `${count === 1 ? 'an event stands' : `${formatCount(count)} events stand`} behind later ones, by up to ${formatMs(this.#worstMs)}`,
              ...places,
            ),
          ];
    return [...disorder, ...this.#holes()];
  }

  #holes(): readonly Finding[] {
    const spans = this.#spans.filter(({ firstMs }) => !Number.isNaN(firstMs));
    return spans.flatMap((next, index) => {
      const before = spans[index - 1];
      if (before === undefined) return [];
      // The file that follows is written to from the moment of the rotation on.
      const fromMs = Math.max(before.rotatedAtMs ?? Number.NEGATIVE_INFINITY, before.lastMs);
      const quietMs = next.firstMs - fromMs;
      if (quietMs <= Math.max(LEAST_HOLE_MS, 2 * this.#largestQuietMs)) return [];
      const inside = `inside the files it is ${formatMs(this.#largestQuietMs)} at most`;
      return [
        wrong(
          'hole',
          `nothing was written for ${formatMs(quietMs)} between two files (${inside}): a file between them is missing, or rotation removed it`,
          { file: before.file, line: before.lastLine },
          { file: next.file, line: 1 },
        ),
      ];
    });
  }
}
