import { hash } from 'node:crypto';

/** SHA-256. */
export const DIGEST_BYTES = 32;
/** What is kept of a line's digest, to name the line that was altered; that something was is told by the chain. */
export const MARK_BYTES = 8;
/** Lines between two checkpoints. */
export const BLOCK_LINES = 1024;
const NEWLINE = 0x0a;

/** The value before the first line. */
export const CHAIN_START = Buffer.alloc(DIGEST_BYTES);

/** Of a line, its line end included. */
export function lineDigest(line: Buffer): Buffer {
  return hash('sha256', line, 'buffer');
}

/** Each line of whole lines, its line end included. */
export function forEachLine(lines: Buffer, visit: (line: Buffer) => void): void {
  for (let at = 0; at < lines.length; ) {
    const found = lines.indexOf(NEWLINE, at);
    const end = found === -1 ? lines.length : found + 1;
    visit(lines.subarray(at, end));
    at = end;
  }
}

/** Joins the digests of a block's lines to the chain of those before: c' = SHA-256(c ‖ d₁ ‖ … ‖ dₙ). */
export class ChainBlock {
  readonly #digests = Buffer.alloc((BLOCK_LINES + 1) * DIGEST_BYTES);
  #chain: Buffer;
  #lines = 0;

  /** `chain`: of the lines before the first. */
  constructor(chain = CHAIN_START) {
    this.#chain = chain;
  }

  get lines(): number {
    return this.#lines;
  }

  add(digest: Buffer): void {
    this.#lines += 1;
    digest.copy(this.#digests, this.#lines * DIGEST_BYTES);
  }

  /** The chain up to here; the next block begins. */
  close(): { readonly chain: Buffer; readonly lines: number; readonly marks: Buffer } {
    const lines = this.#lines;
    const marks = Buffer.alloc(lines * MARK_BYTES);
    for (let line = 0; line < lines; line += 1) {
      const from = (line + 1) * DIGEST_BYTES;
      this.#digests.copy(marks, line * MARK_BYTES, from, from + MARK_BYTES);
    }
    this.#chain.copy(this.#digests, 0);
    this.#chain = hash('sha256', this.#digests.subarray(0, (lines + 1) * DIGEST_BYTES), 'buffer');
    this.#lines = 0;
    return { chain: this.#chain, lines, marks };
  }
}
