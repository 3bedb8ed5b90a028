import { usualTimeAt } from './micro-time.ts';

const QUOTE = 0x22;
const CLOSE_BRACE = 0x7d;

/** How kube-apiserver begins a line of its log, and what it writes last (k8s.io/apiserver pkg/apis/audit/v1 Event at v0.36.3). */
export const EVENT_BEGIN = Buffer.from('{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"');
const STAGE_TIME = Buffer.from('"stageTimestamp":"');
const ANNOTATIONS = Buffer.from('","annotations":{');
/** `2026-11-24T09:00:00.000001Z` */
const TIME_LENGTH = 27;

/**
 * stageTimestamp of the event in a line that begins with EVENT_BEGIN, epoch ms, by the end of the line alone, which is
 * many times faster than to go through it; NaN: it does not end as kube-apiserver writes it, and is to be scanned. What
 * lies between the ends is not looked at: a second beginning in it, as a crash leaves one, is the caller's to find.
 */
export function stageMsByEnd(bytes: Buffer, start: number, end: number): number {
  const last = bytes[end - 1] === 0x0d ? end - 1 : end;
  if (bytes[last - 1] !== CLOSE_BRACE) return Number.NaN;
  const closing = bytes[last - 2] === QUOTE ? last - 2 : annotationsStart(bytes, last);
  const timeAt = closing - TIME_LENGTH;
  if (timeAt - STAGE_TIME.length <= start || !spells(bytes, timeAt - STAGE_TIME.length, STAGE_TIME)) return Number.NaN;
  return usualTimeAt(bytes, timeAt);
}

/** How far before the end of a line its annotations began lately: most requests have one of a few texts in them. */
const DISTANCES = new Uint32Array(8);
let oldest = 0;

/**
 * The quote before the annotations, when a flat object of that name ends the event: `"}}`. A nested one would leave the
 * event open, and in a string the quotes would be escaped. 0: there are none.
 */
function annotationsStart(bytes: Buffer, end: number): number {
  if (bytes[end - 2] !== CLOSE_BRACE || bytes[end - 3] !== QUOTE) return 0;
  for (const distance of DISTANCES)
    if (bytes[end - distance] === QUOTE && spells(bytes, end - distance, ANNOTATIONS)) return end - distance;
  const at = bytes.lastIndexOf(ANNOTATIONS, end);
  if (at <= 0) return 0;
  DISTANCES[oldest] = end - at;
  oldest = (oldest + 1) % DISTANCES.length;
  return at;
}

function spells(bytes: Buffer, at: number, word: Buffer): boolean {
  for (let index = 0; index < word.length; index += 1) if (bytes[at + index] !== word[index]) return false;
  return true;
}
