import { formatCount } from '../../core/units.ts';
import { type Finding, note, type Place, wrong } from '../../core/finding.ts';
import { ChainBlock, forEachLine, lineDigest, MARK_BYTES } from './line-digest.ts';
import type { Seal } from './seal-file.ts';

/** Lines that are looked at behind the first that differs, to tell what was done there. */
const WINDOW_LINES = 64;
/** So many lines alike behind a place are no chance. */
const ALIKE_LINES = 3;

interface MarkedLine {
  readonly mark: Buffer;
  readonly place: Place;
}

/** Whether the log must begin where its seal does, or its first files may have gone, as rotation deletes them. */
export type SealedFront = 'must be there' | 'may be gone';

/** Holds a log against its seal, line by line, and names the first line that differs. */
export class SealChecker {
  readonly #seal: Seal;
  readonly #front: SealedFront;
  #block = new ChainBlock();
  /** Lines at the front that have gone with their files. */
  #gone = 0;
  #file = '';
  #line = 0;
  /** Lines that are as they were sealed. */
  #same = 0;
  #checkpoint = 0;
  #brokenChain: Finding | null = null;
  #lastPlace: Place | null = null;
  /** From the first line that differs on. */
  readonly #window: MarkedLine[] = [];
  #after = 0;

  constructor(seal: Seal, front: SealedFront = 'must be there') {
    this.#seal = seal;
    this.#front = front;
  }

  beginFile(file: string): void {
    this.#file = file;
    this.#line = 0;
  }

  readLines(lines: Buffer): void {
    forEachLine(lines, (line) => this.#take(line));
  }

  findings(): readonly Finding[] {
    const { lines, createdAt } = this.#seal;
    const sealed = `as it was when it was sealed (${createdAt})`;
    if (this.#brokenChain !== null) return [this.#brokenChain];
    if (this.#window.length > 0) return [this.#difference()];
    if (this.#same < lines)
      return [
        wrong(
          'seal',
          `the last ${formatCount(lines - this.#same)} of ${formatCount(lines)} sealed lines are cut off${this.#sealedPlace(this.#same)}`,
          ...(this.#lastPlace === null ? [] : [this.#lastPlace]),
        ),
      ];
    const since = this.#after === 0 ? '' : `; ${cameSince(this.#after)} not sealed`;
    const gone = this.#gone === 0 ? '' : `; the ${formatCount(this.#gone)} before them have gone with their files`;
    return [note('seal', `each of ${formatCount(lines - this.#gone)} lines is ${sealed}${gone}${since}`)];
  }

  #take(line: Buffer): void {
    this.#line += 1;
    if (this.#window.length >= WINDOW_LINES || this.#brokenChain !== null) return;
    if (this.#window.length === 0 && this.#same === this.#seal.lines) {
      this.#after += 1;
      return;
    }
    const digest = lineDigest(line);
    if (this.#lastPlace === null && this.#window.length === 0) this.#skipGone(digest);
    const place = { file: this.#file, line: this.#line };
    const isSame = this.#window.length === 0 && this.#isMark(this.#same, digest);
    if (!isSame) {
      this.#window.push({ mark: digest.subarray(0, MARK_BYTES), place });
      return;
    }
    this.#same += 1;
    this.#lastPlace = place;
    this.#block.add(digest);
    this.#checkChain(place);
  }

  /** At the first line: the log may begin with another file of the sealed ones. Every file ends with a checkpoint. */
  #skipGone(digest: Buffer): void {
    if (this.#front === 'must be there' || this.#isMark(0, digest)) return;
    const file = this.#seal.files.find(({ firstLine }) => this.#isMark(firstLine, digest));
    const before = this.#seal.checkpoints.findIndex(({ lines }) => lines === file?.firstLine);
    const checkpoint = this.#seal.checkpoints[before];
    if (checkpoint === undefined) return;
    this.#gone = checkpoint.lines;
    this.#same = checkpoint.lines;
    this.#checkpoint = before + 1;
    this.#block = new ChainBlock(Buffer.from(checkpoint.chain, 'hex'));
  }

  /** Lines whose marks are alike by design of whoever altered them do not get past a checkpoint. */
  #checkChain(place: Place): void {
    const checkpoint = this.#seal.checkpoints[this.#checkpoint];
    if (checkpoint === undefined || this.#same < checkpoint.lines) return;
    const { chain, lines } = this.#block.close();
    this.#checkpoint += 1;
    if (chain.toString('hex') === checkpoint.chain) return;
    this.#brokenChain = wrong('seal', `one of the ${formatCount(lines)} lines up to here was altered`, place);
  }

  #isMark(sealed: number, digest: Buffer): boolean {
    if (sealed >= this.#seal.lines) return false;
    return digest.compare(this.#seal.marks, sealed * MARK_BYTES, (sealed + 1) * MARK_BYTES, 0, MARK_BYTES) === 0;
  }

  /** What happened where the log differs first. */
  #difference(): Finding {
    const first = this.#same;
    const [line] = this.#window;
    if (line === undefined) throw new Error('nothing differs');
    const { place } = line;
    const number = `sealed as line ${formatCount(first + 1)} of ${formatCount(this.#seal.lines)}${this.#sealedPlace(first)}`;
    if (this.#isSwapped(first)) return wrong('seal', `this line and the next changed places (${number})`, place);
    for (let count = 1; count < WINDOW_LINES; count += 1) {
      if (this.#isAlike(count, first))
        return wrong('seal', `${lineWords(count)} added here, before what was ${number}`, place);
      if (this.#isAlike(0, first + count))
        return wrong('seal', `${lineWords(count)} removed before this one (${number})`, place);
    }
    // A line that was altered leaves those behind it where they were.
    if (first + 1 === this.#seal.lines || this.#isAlike(1, first + 1))
      return wrong('seal', `this line was altered, or another put in its place (${number})`, place);
    return wrong('seal', `from this line on the log is not what was sealed (${number})`, place);
  }

  #isSwapped(first: number): boolean {
    const [one, two] = this.#window;
    return one !== undefined && two !== undefined && this.#isMark(first + 1, one.mark) && this.#isMark(first, two.mark);
  }

  /** Whether the lines from one place in the window on are the sealed ones from another place on. */
  #isAlike(inWindow: number, sealed: number): boolean {
    const left = Math.min(this.#window.length - inWindow, this.#seal.lines - sealed);
    if (left <= 0) return false;
    for (let at = 0; at < Math.min(left, ALIKE_LINES); at += 1) {
      const line = this.#window[inWindow + at];
      if (line === undefined || !this.#isMark(sealed + at, line.mark)) return false;
    }
    return true;
  }

  /** `, audit.log:17 then`: the file's name as it was sealed. */
  #sealedPlace(sealed: number): string {
    const file = this.#seal.files.findLast(({ firstLine }) => firstLine <= sealed);
    return file === undefined ? '' : `, then ${file.name}:${sealed - file.firstLine + 1}`;
  }
}

function cameSince(count: number): string {
  return count === 1 ? '1 line came since and is' : `${formatCount(count)} lines came since and are`;
}

function lineWords(count: number): string {
  return count === 1 ? 'a line was' : `${count} lines were`;
}
