/** What is gathered before it is handed over. */
const CHUNK_BYTES = 1 << 16;
/** A UTF-16 unit of a string is at most so many bytes in UTF-8. */
const MOST_BYTES_PER_UNIT = 3;

/**
 * Gathers lines as bytes, outside of the heap, and hands them over many at a time: gathered as strings they would live
 * through several collections of garbage, each the longer. What is handed over is not touched again and ends with a
 * line, but for a line longer than a chunk, which comes in pieces.
 */
export class LineGatherer {
  readonly #handOver: (bytes: Buffer) => void;
  #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #length = 0;

  constructor(handOver: (bytes: Buffer) => void) {
    this.#handOver = handOver;
  }

  /** The parts of a line may be bytes already, which must stay as they are. */
  writeLine(...parts: readonly (string | Buffer)[]): void {
    let most = 1;
    for (const part of parts) most += mostBytes(part);
    if (most > CHUNK_BYTES - this.#length) this.drain();
    for (const part of parts) this.#append(part);
    this.#append('\n');
  }

  /** Hands over what has been gathered. */
  drain(): void {
    if (this.#length === 0) return;
    this.#handOver(this.#chunk.subarray(0, this.#length));
    this.#chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    this.#length = 0;
  }

  #append(part: string | Buffer): void {
    const most = mostBytes(part);
    if (most > CHUNK_BYTES - this.#length) this.drain();
    if (most > CHUNK_BYTES) this.#handOver(typeof part === 'string' ? Buffer.from(part) : part);
    else if (typeof part === 'string') this.#length += this.#chunk.write(part, this.#length);
    else this.#length += part.copy(this.#chunk, this.#length);
  }
}

function mostBytes(part: string | Buffer): number {
  return typeof part === 'string' ? part.length * MOST_BYTES_PER_UNIT : part.length;
}
