import type { EventPlaces } from '../events/event-scanner.ts';
import type { JsonText } from '../events/json-text.ts';
import { MalformedEventList } from '../events/malformed.ts';
import { microTimeAt } from '../events/micro-time.ts';

/** stageTimestamp of an event, epoch ms. Errors: MalformedEventList, which makes it a broken line. */
export function stageMsOf(text: JsonText, { auditId, stageTimestamp }: EventPlaces): number {
  if (auditId === 0) throw new MalformedEventList('no audit event: it has no auditID');
  if (stageTimestamp === 0) throw new MalformedEventList('an event without stageTimestamp');
  const stageMs = microTimeAt(text, stageTimestamp);
  if (Number.isNaN(stageMs)) throw new MalformedEventList('a stageTimestamp that is no time');
  return stageMs;
}
