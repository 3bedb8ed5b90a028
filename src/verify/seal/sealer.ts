import { BLOCK_LINES, ChainBlock, forEachLine, lineDigest } from './line-digest.ts';
import { SEAL_VERSION, type SealRecord } from './seal-file.ts';

/** Seals a log, its files in their order: a record for each checkpoint, a line of the seal's file each. */
export class Sealer {
  readonly #write: (record: SealRecord) => void;
  readonly #block = new ChainBlock();
  #lines = 0;
  #bytes = 0;
  #chain = '';

  /** `since`: digest of the seal that this one goes on from; `null`: it is the first. */
  constructor(write: (record: SealRecord) => void, createdAt: string, since: string | null = null) {
    this.#write = write;
    write({ seal: SEAL_VERSION, createdAt, ...(since === null ? {} : { since }) });
  }

  get lines(): number {
    return this.#lines;
  }

  get bytes(): number {
    return this.#bytes;
  }

  beginFile(file: string): void {
    this.#closeBlock();
    this.#write({ file });
  }

  /** A last line without its end is still being written, and is left out. */
  readLines(lines: Buffer): void {
    forEachLine(lines.subarray(0, lines.lastIndexOf('\n') + 1), (line) => {
      this.#block.add(lineDigest(line));
      this.#lines += 1;
      if (this.#block.lines === BLOCK_LINES) this.#closeBlock();
    });
    this.#bytes += lines.length;
  }

  end(): void {
    this.#closeBlock();
    this.#write({ end: { lines: this.#lines, chain: this.#chain } });
  }

  #closeBlock(): void {
    if (this.#block.lines === 0) return;
    const { chain, lines, marks } = this.#block.close();
    this.#chain = chain.toString('hex');
    this.#write({ lines, chain: this.#chain, marks: marks.toString('base64') });
  }
}
