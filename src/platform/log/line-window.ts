import { TEXT_END } from '../../core/text-end.ts';

/** A line that is longer is passed over, so that a file that is no log cannot fill the memory. */
const MAX_LINE_BYTES = 64 << 20;
const WINDOW_BYTES = 1 << 18;
const NEWLINE = 0x0a;

/**
 * The bytes of a growing file as whole lines: what comes behind the last line end waits for the rest of its line. The
 * memory is used again, so lines are to be read before more is taken in.
 */
export class LineWindow {
  readonly #onLines: (lines: Buffer) => void;
  #bytes: Buffer;
  #length = 0;
  /** The rest of a line that is too long is being passed over. */
  #skipping = false;
  #tooLong = 0;

  /** `onLines` gets one whole line or several, the last line end included. */
  constructor(onLines: (lines: Buffer) => void, windowBytes = WINDOW_BYTES) {
    this.#onLines = onLines;
    this.#bytes = memoryFor(windowBytes);
  }

  /** Bytes of a line that has not ended. */
  get unfinishedBytes(): number {
    return this.#length;
  }

  /** Lines passed over because they were too long. */
  get tooLong(): number {
    return this.#tooLong;
  }

  /** Reads through `read`, which fills a piece of memory and says how much it filled, until it fills nothing. */
  fill(read: (into: Buffer) => number): void {
    for (;;) {
      const count = read(this.#room());
      if (count === 0) return;
      this.#took(count);
    }
  }

  /** Reads as `fill`, through calls that take their time; resolves when one has filled nothing. */
  async fillFrom(read: (into: Buffer) => Promise<number>): Promise<void> {
    for (;;) {
      const count = await read(this.#room());
      if (count === 0) return;
      this.#took(count);
    }
  }

  /** Takes in bytes that were read elsewhere. */
  add(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      const count = chunk.copy(this.#room(), 0, at);
      at += count;
      this.#took(count);
    }
  }

  /** Hands over a last line that has no line end. */
  finish(): void {
    if (this.#length > 0 && !this.#skipping) this.#onLines(this.#bytes.subarray(0, this.#length));
    this.drop();
  }

  /** Forgets the unfinished line; says how many bytes it had. */
  drop(): number {
    const dropped = this.#length;
    this.#length = 0;
    this.#skipping = false;
    return dropped;
  }

  #room(): Buffer {
    if (this.#length === this.#bytes.length - TEXT_END.length) {
      const larger = memoryFor(2 * this.#length);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    return this.#bytes.subarray(this.#length, this.#bytes.length - TEXT_END.length);
  }

  #took(count: number): void {
    const from = this.#length;
    this.#length += count;
    const end = this.#bytes.subarray(from, this.#length).lastIndexOf(NEWLINE);
    if (end >= 0) this.#handOver(from + end + 1);
    if (this.#length <= MAX_LINE_BYTES) return;
    if (!this.#skipping) this.#tooLong += 1;
    this.#skipping = true;
    this.#length = 0;
    this.#bytes = memoryFor(WINDOW_BYTES);
  }

  #handOver(end: number): void {
    const lines = this.#bytes.subarray(0, end);
    const start = this.#skipping ? lines.indexOf(NEWLINE) + 1 : 0;
    this.#skipping = false;
    if (start < end) this.#onLines(lines.subarray(start));
    this.#bytes.copyWithin(0, end, this.#length);
    this.#length -= end;
  }
}

function memoryFor(count: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(count + TEXT_END.length);
  TEXT_END.copy(bytes, count);
  return bytes;
}
