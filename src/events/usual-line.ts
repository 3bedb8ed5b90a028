import { AUDIT_LEVELS, AUDIT_STAGES, type AuditLevel, type AuditStage } from '../core/policy.ts';
import type { AuditEvent, EventObject } from './audit-event.ts';
import { hashOf, hasPhrase, phraseOf } from './byte-words.ts';
import { EVENT_BEGIN } from './event-ends.ts';
import { type EventPart, eventPart, EventParts, type SpelledPart, spelledPart } from './event-parts.ts';
import type { JsonText } from './json-text.ts';
import { MalformedEventList } from './malformed.ts';
import { MicroTimes } from './micro-time.ts';
import { isTextRecord, isTexts, userOf } from './quick-event.ts';
import { BEHIND, parsed, UsualObjects } from './usual-object.ts';

const ZERO = 0x30;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;
const TIME_LENGTH = 27;
const CODE_LENGTH = 3;
/** Of a sender, whose end is not known before it is found: its verb and its name are in them. */
const HASHED_BYTES = 96;
/** `","verb":"` */
const VERB_LENGTH = 10;

/** What stands between the values of an event (k8s.io/apiserver pkg/apis/audit/v1 Event at v0.36.3). */
const SOURCE_IPS = Buffer.from(',"sourceIPs":["');
const AGENT = phraseOf(Buffer.from(',"userAgent":"'));
const OBJECT = phraseOf(Buffer.from(',"objectRef":{'));
const STATUS = phraseOf(Buffer.from(',"responseStatus":{"metadata":{'));
const SUCCESS = phraseOf(Buffer.from('},"code":'));
/** The last member of a metav1.Status; in a message its quotes would be escaped. */
const CODE = Buffer.from('"code":');
const REQUEST_OBJECT = phraseOf(Buffer.from(',"requestObject":{'));
const RESPONSE_OBJECT = phraseOf(Buffer.from(',"responseObject":{'));
const RECEIVED_BYTES = Buffer.from(',"requestReceivedTimestamp":"');
const RECEIVED = phraseOf(RECEIVED_BYTES);
const STAGE_TIME = phraseOf(Buffer.from('","stageTimestamp":"'));
/** Of an event without annotations. */
const NO_TAIL_LENGTH = 2;

export type Sender = Pick<AuditEvent, 'verb' | 'user' | 'impersonatedUser' | 'sourceIps' | 'userAgent'>;
type Answer = Pick<AuditEvent, 'responseCode'>;
type Notes = Pick<AuditEvent, 'annotations'>;

/**
 * A line in the order and the form in which kube-apiserver writes it, taken apart at what stands between its values,
 * which no string can hold: a quote in it would be escaped. What comes again and again is a part, which is read once and
 * then known by its bytes; what differs from event to event is told by its places. The next line is written over it.
 */
export class UsualLine {
  readonly text: JsonText;
  readonly #levels = mapped(AUDIT_LEVELS, levelPart);
  readonly #stages = mapped(AUDIT_STAGES, stagePart);
  readonly #senders: EventParts<Sender>;
  readonly #objects: UsualObjects;
  readonly #times: MicroTimes;
  readonly #answers: EventPart<Answer>[] = [];
  readonly #notes: EventParts<Notes>;
  readonly #noObject = eventPart({ objectRef: null });
  readonly #noAnswer = eventPart<Answer>({ responseCode: null });
  readonly #noNotes = eventPart<Notes>({ annotations: {} });
  /** Of verb and stage. */
  #requestHash = 0;

  level = this.#levels[0];
  stage = this.#stages[0];
  sender: SpelledPart<Sender> | null = null;
  object: EventPart<{ readonly objectRef: EventObject | null }> = this.#noObject;
  answer = this.#noAnswer;
  notes = this.#noNotes;
  requestReceivedMs = 0;
  stageMs = 0;
  sizeBytes = 0;
  /** Strings, with their quotes; of a name 0 for none. */
  auditIdAt = 0;
  auditIdEnd = 0;
  uriAt = 0;
  uriEnd = 0;
  nameAt = 0;
  nameEnd = 0;
  /** The members with the objects of request and answer, with the comma before them; both the same for none. */
  objectsAt = 0;
  objectsEnd = 0;

  constructor(text: JsonText) {
    this.text = text;
    this.#times = new MicroTimes(text);
    this.#objects = new UsualObjects(text);
    this.#senders = new EventParts(text, readSender);
    this.#notes = new EventParts(text, readNotes);
  }

  /** `false`: the line between these places is otherwise, and to be read by whoever reads any; several times slower. */
  read(start: number, end: number): boolean {
    try {
      const receivedAt = this.#readObjects(this.#readAnswer(this.#readObject(this.#readSender(start, end)), end), end);
      this.sizeBytes = end - start;
      return receivedAt > 0 && this.#readTail(receivedAt + RECEIVED.length, end);
    } catch (error) {
      // A string that is not closed.
      if (error instanceof MalformedEventList) return false;
      throw error;
    }
  }

  /** As what follows: gives the place after what it has read, and 0, when that or what came before is not as usual. */
  #readSender(start: number, end: number): number {
    const { text } = this;
    const level = partAt(this.#levels, this.level, text, start);
    if (level === null) return 0;
    this.level = level;
    this.auditIdAt = start + level.phrase.length - 1;
    this.auditIdEnd = text.skipString(this.auditIdAt);
    const stage = partAt(this.#stages, this.stage, text, this.auditIdEnd - 1);
    if (stage === null || this.auditIdEnd - this.auditIdAt === 2) return 0;
    this.stage = stage;
    this.uriAt = this.auditIdEnd + stage.phrase.length - 2;
    this.uriEnd = text.skipString(this.uriAt);
    const at = this.uriEnd - 1;
    if (at + HASHED_BYTES > end) return 0;
    // What follows a part belongs to it, and before the answer that is another member than after it.
    const turn = this.#stages.indexOf(stage);
    const hash = hashOf(text, at, at + HASHED_BYTES) + turn;
    this.#requestHash = hashOf(text, at + VERB_LENGTH, at + VERB_LENGTH + 8) + turn;
    this.sender = this.#senders.recent(at, hash) ?? this.#newSender(at, end, hash);
    return this.sender === null ? 0 : at + this.sender.phrase.length - BEHIND;
  }

  /** Up to the end of the agent, or of the addresses where there is none. */
  #newSender(at: number, end: number, hash: number): SpelledPart<Sender> | null {
    const { text } = this;
    const ipsAt = text.bytes.indexOf(SOURCE_IPS, at);
    const agentAt = text.bytes.indexOf(CLOSE_BRACKET, ipsAt) + 1;
    if (ipsAt === -1 || agentAt === 0) return null;
    const senderEnd = hasPhrase(text, agentAt, AGENT) ? text.skipString(agentAt + AGENT.length - 1) : agentAt;
    return senderEnd + BEHIND > end ? null : this.#senders.of(at, senderEnd + BEHIND, hash);
  }

  #readObject(at: number): number {
    this.object = this.#noObject;
    this.nameEnd = 0;
    if (at === 0 || !hasPhrase(this.text, at, OBJECT)) return at;
    const end = this.#objects.read(at + OBJECT.length - 1, this.#requestHash);
    if (end === 0 || this.#objects.part === null) return 0;
    this.object = this.#objects.part;
    this.nameAt = this.#objects.nameAt;
    this.nameEnd = this.#objects.nameEnd;
    return end;
  }

  #readAnswer(at: number, end: number): number {
    const { text } = this;
    this.answer = this.#noAnswer;
    if (at === 0 || !hasPhrase(text, at, STATUS)) return at;
    const codeAt = hasPhrase(text, at + STATUS.length, SUCCESS)
      ? at + STATUS.length + SUCCESS.length
      : text.bytes.indexOf(CODE, at) + CODE.length;
    const code = codeOf(text.bytes, codeAt);
    if (Number.isNaN(code) || codeAt < at || codeAt > end || text.bytes[codeAt + CODE_LENGTH] !== CLOSE_BRACE) return 0;
    this.answer = this.#answers[code] ??= eventPart({ responseCode: code });
    return codeAt + CODE_LENGTH + 1;
  }

  /** Passes over objects, which nobody reads; gives the place where the times begin. */
  #readObjects(at: number, end: number): number {
    const { text } = this;
    this.objectsAt = at;
    this.objectsEnd = at;
    if (at === 0 || hasPhrase(text, at, RECEIVED)) return at;
    if (!hasPhrase(text, at, REQUEST_OBJECT) && !hasPhrase(text, at, RESPONSE_OBJECT)) return 0;
    const receivedAt = text.bytes.lastIndexOf(RECEIVED_BYTES, end);
    if (receivedAt < at || text.bytes[receivedAt - 1] !== CLOSE_BRACE) return 0;
    // What a crash cut short has the next event behind it.
    const nextAt = text.bytes.indexOf(EVENT_BEGIN, at);
    if (nextAt !== -1 && nextAt < end) return 0;
    this.objectsEnd = receivedAt;
    return receivedAt;
  }

  /** Times and annotations, which end the event. */
  #readTail(at: number, end: number): boolean {
    const { text } = this;
    const stageTimeAt = at + TIME_LENGTH + STAGE_TIME.length;
    if (!hasPhrase(text, at + TIME_LENGTH, STAGE_TIME)) return false;
    this.requestReceivedMs = this.#times.at(at);
    this.stageMs = this.#times.at(stageTimeAt);
    if (Number.isNaN(this.requestReceivedMs) || Number.isNaN(this.stageMs)) return false;
    const tailAt = stageTimeAt + TIME_LENGTH;
    if (end - tailAt === NO_TAIL_LENGTH) {
      this.notes = this.#noNotes;
      return text.bytes[end - 1] === CLOSE_BRACE;
    }
    const notes = end - tailAt < NO_TAIL_LENGTH ? null : this.#notes.between(tailAt, end);
    if (notes === null) return false;
    this.notes = notes;
    return true;
  }
}

function mapped<T, U>([head, ...tail]: readonly [T, ...T[]], make: (item: T) => U): readonly [U, ...U[]] {
  return [make(head), ...tail.map(make)];
}

function levelPart(level: AuditLevel): SpelledPart<Pick<AuditEvent, 'level'>> {
  return spelledPart(Buffer.from(`${EVENT_BEGIN.toString()}${level}","auditID":"`), { level });
}

function stagePart(stage: AuditStage): SpelledPart<Pick<AuditEvent, 'stage'>> {
  return spelledPart(Buffer.from(`","stage":"${stage}","requestURI":"`), { stage });
}

/** Mostly the part that the line before has. */
function partAt<T extends SpelledPart<object>>(parts: readonly T[], last: T, text: JsonText, at: number): T | null {
  if (hasPhrase(text, at, last.phrase)) return last;
  for (const part of parts) if (hasPhrase(text, at, part.phrase)) return part;
  return null;
}

/** Three digits; NaN: they are none. */
function codeOf(bytes: Buffer, at: number): number {
  let code = 0;
  for (let index = at; index < at + CODE_LENGTH; index += 1) {
    const digit = (bytes[index] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    code = code * 10 + digit;
  }
  return code;
}

/** `","verb":…,"userAgent":"…"`, and the beginning of the next member, so that one without an agent is none of the others. */
function readSender(json: string): Sender | null {
  const members = parsed(`{${json.slice(2, -BEHIND)}}`) as Readonly<Record<string, unknown>> | null;
  if (members === null) return null;
  const { verb, userAgent = '', sourceIPs, impersonatedUser } = members;
  const user = userOf(members['user']);
  const other = impersonatedUser === undefined ? null : userOf(impersonatedUser);
  if (typeof verb !== 'string' || typeof userAgent !== 'string' || user === null || !isTexts(sourceIPs)) return null;
  if (impersonatedUser !== undefined && other === null) return null;
  return { verb, user, impersonatedUser: other, sourceIps: sourceIPs, userAgent };
}

/** `","annotations":{…}}` */
function readNotes(json: string): Notes | null {
  const members = parsed(`{${json.slice(2)}`) as Readonly<Record<string, unknown>> | null;
  return members !== null && isTextRecord(members['annotations']) ? { annotations: members['annotations'] } : null;
}
