import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame, type Frame, FrameReader, MOST_FRAME_BYTES } from '../../../src/platform/frames.ts';

const frames = fc.array(
  fc.record({
    kind: fc.constantFrom<Frame['kind']>('message', 'bytes'),
    content: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  }),
);

/** What a reader makes of these pieces. */
function read(pieces: readonly Buffer[]): readonly Frame[] {
  const reader = new FrameReader();
  return pieces.flatMap((piece) => [...reader.take(piece)]);
}

describe('frames', () => {
  test('come out as they went in, whatever pieces the stream comes in', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (sent, lengths) => {
        const stream = Buffer.concat(sent.map(encodeFrame));
        const pieces: Buffer[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const length = lengths[turn % lengths.length] ?? 1;
          pieces.push(stream.subarray(at, at + length));
          at += length;
        }
        expect(read(pieces)).toEqual(sent);
      }),
    );
  });

  test('a length or a kind that no frame has is refused, and nothing is waited for', () => {
    const tooLong = Buffer.alloc(5);
    tooLong.writeUInt32BE(MOST_FRAME_BYTES + 1);
    expect(() => read([tooLong])).toThrow('not a frame: 0100000100');
    expect(() => read([Buffer.from([0, 0, 0, 2, 9, 1])])).toThrow('not a frame: 0000000209');
    expect(() => read([Buffer.from('GET / HTTP/1.1\r\n')])).toThrow('not a frame: ');
  });
});
