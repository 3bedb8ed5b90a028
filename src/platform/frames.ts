/**
 * Messages over a stream of bytes. A frame is the length of what follows (4 bytes, the most significant first), a byte
 * that says what it holds, and the content.
 */
export type FrameKind = 'message' | 'bytes';

export interface Frame {
  readonly kind: FrameKind;
  readonly content: Buffer;
}

const HEAD_BYTES = 5;
const KINDS: readonly FrameKind[] = ['message', 'bytes'];
/** No message of ours comes near it; a length above it is no frame, and would be waited for in vain. */
export const MOST_FRAME_BYTES = 16 * 2 ** 20;

export function encodeFrame({ kind, content }: Frame): Buffer {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  head.writeUInt32BE(content.length + 1, 0);
  head.writeUInt8(KINDS.indexOf(kind), 4);
  return Buffer.concat([head, content]);
}

/** Puts frames together from the pieces that a stream comes in. Never holds more than one frame and one piece. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #bytes = 0;

  /** The frames that are whole now. Errors: for what is no frame; the stream is then of no use any more. */
  *take(piece: Buffer): Generator<Frame> {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    for (;;) {
      if (this.#bytes < HEAD_BYTES) return;
      const head = this.#joined(HEAD_BYTES);
      const length = head.readUInt32BE(0);
      const kind = KINDS[head.readUInt8(4)];
      if (kind === undefined || length < 1 || length > MOST_FRAME_BYTES)
        throw new Error(`not a frame: ${head.subarray(0, HEAD_BYTES).toString('hex')}`);
      const whole = 4 + length;
      if (this.#bytes < whole) return;
      const all = this.#joined(whole);
      this.#pieces = [all.subarray(whole)];
      this.#bytes -= whole;
      yield { kind, content: all.subarray(HEAD_BYTES, whole) };
    }
  }

  /** The pieces as one where the first alone is too short, so that a long frame is copied once and not once a piece. */
  #joined(bytes: number): Buffer {
    const [first = Buffer.alloc(0)] = this.#pieces;
    if (first.length >= bytes) return first;
    const all = Buffer.concat(this.#pieces);
    this.#pieces = [all];
    return all;
  }
}
