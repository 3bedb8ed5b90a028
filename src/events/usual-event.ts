import { AUDIT_LEVELS, AUDIT_STAGES, type AuditLevel, type AuditStage } from '../core/policy.ts';
import type { AuditEvent, EventObject, EventUser } from './audit-event.ts';
import { usualTimeAt } from './micro-time.ts';
import { isTextRecord, isTexts, objectOf, userOf } from './quick-event.ts';

/** What stands between the values of an event (k8s.io/apiserver pkg/apis/audit/v1 Event at v0.36.3). */
const BEGIN = '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"';
const AUDIT_ID = '","auditID":"';
const STAGE = '","stage":"';
const REQUEST_URI = '","requestURI":"';
const VERB = '","verb":"';
const USER = '","user":';
const SOURCE_IPS = ',"sourceIPs":';
const USER_AGENT = ',"userAgent":"';
const OBJECT = ',"objectRef":';
const STATUS = ',"responseStatus":{"metadata":{';
/** The last member of a metav1.Status; in a message its quotes would be escaped. */
const CODE = '"code":';
const REQUEST_OBJECT = ',"requestObject":';
const RESPONSE_OBJECT = ',"responseObject":';
const RECEIVED = ',"requestReceivedTimestamp":"';
const STAGE_TIME = '","stageTimestamp":"';
const ANNOTATIONS = '","annotations":';
const TIME_LENGTH = 27;
const CODE_LENGTH = 3;

const LEVELS: ReadonlySet<string> = new Set(AUDIT_LEVELS);
const STAGES: ReadonlySet<string> = new Set(AUDIT_STAGES);
/** A character that is spelled otherwise than it reads: an escape, or more than one byte. */
const SPELLED = /[\\\u0080-\u00ff]/;
const NONE = {};
const NO_OBJECTS = { requestObjectBytes: null, responseObjectBytes: null };

/**
 * The event of a line in the order and the form in which kube-apiserver writes it, cut at what stands
 * between its values, which no string can hold: a quote in it would be escaped. Users, addresses and annotations are few
 * and parsed once. `null`: the line is otherwise, and to be read by whoever reads any; several times slower.
 */
export function usualEvent(bytes: Buffer, start: number, end: number): AuditEvent | null {
  const text = bytes.toString('latin1', start, end);
  if (!text.startsWith(BEGIN)) return null;
  const auditIdAt = text.indexOf(AUDIT_ID, BEGIN.length);
  const stageAt = text.indexOf(STAGE, auditIdAt);
  const uriAt = text.indexOf(REQUEST_URI, stageAt);
  const verbAt = text.indexOf(VERB, uriAt);
  const userAt = text.indexOf(USER, verbAt);
  const ipsAt = text.indexOf(SOURCE_IPS, userAt);
  const receivedAt = text.indexOf(RECEIVED, ipsAt);
  if (auditIdAt < 0 || stageAt < 0 || uriAt < 0 || verbAt < 0 || userAt < 0 || ipsAt < 0 || receivedAt < 0) return null;
  const level = text.slice(BEGIN.length, auditIdAt);
  const stage = text.slice(stageAt + STAGE.length, uriAt);
  const requestUri = text.slice(uriAt + REQUEST_URI.length, verbAt);
  const auditId = text.slice(auditIdAt + AUDIT_ID.length, stageAt);
  if (!LEVELS.has(level) || !STAGES.has(stage) || SPELLED.test(requestUri) || SPELLED.test(auditId)) return null;
  const user = users.of(text.slice(userAt + USER.length, ipsAt));
  const middle = middleOf(text, ipsAt, receivedAt);
  const receivedMs = usualTimeAt(bytes, start + receivedAt + RECEIVED.length);
  const stageTimeAt = receivedAt + RECEIVED.length + TIME_LENGTH;
  const stageMs = text.startsWith(STAGE_TIME, stageTimeAt)
    ? usualTimeAt(bytes, start + stageTimeAt + STAGE_TIME.length)
    : Number.NaN;
  const tailAt = stageTimeAt + STAGE_TIME.length + TIME_LENGTH;
  const annotations = tailOf(text, tailAt);
  if (user === null || middle === null || annotations === null || auditId === '') return null;
  if (Number.isNaN(receivedMs) || Number.isNaN(stageMs)) return null;
  return {
    auditId,
    stage: stage as AuditStage,
    level: level as AuditLevel,
    requestUri,
    verb: text.slice(verbAt + VERB.length, userAt),
    user,
    impersonatedUser: null,
    ...middle,
    requestReceivedMs: receivedMs,
    stageMs,
    annotations,
    sizeBytes: end - start,
  };
}

type Middle = Pick<
  AuditEvent,
  'sourceIps' | 'userAgent' | 'objectRef' | 'responseCode' | 'requestObjectBytes' | 'responseObjectBytes'
>;

/** From the addresses to the status; `null`: something else is among them. */
function middleOf(text: string, from: number, to: number): Middle | null {
  const ipsEnd = text.indexOf(']', from) + 1;
  const sourceIps = addresses.of(text.slice(from + SOURCE_IPS.length, ipsEnd));
  if (ipsEnd === 0 || sourceIps === null) return null;
  let at = ipsEnd;
  let userAgent = '';
  if (text.startsWith(USER_AGENT, at)) {
    const close = text.indexOf('"', at + USER_AGENT.length);
    userAgent = text.slice(at + USER_AGENT.length, close);
    if (SPELLED.test(userAgent)) return null;
    at = close + 1;
  }
  let objectRef: EventObject | null = null;
  if (text.startsWith(OBJECT, at)) {
    const close = text.indexOf('}', at) + 1;
    objectRef = objects.of(text.slice(at + OBJECT.length, close));
    if (objectRef === null) return null;
    at = close;
  }
  let responseCode: number | null = null;
  if (text.startsWith(STATUS, at)) {
    const codeAt = text.indexOf(CODE, at) + CODE.length;
    responseCode = Number(text.slice(codeAt, codeAt + CODE_LENGTH));
    at = codeAt + CODE_LENGTH;
    if (!Number.isInteger(responseCode) || text.charAt(at) !== '}') return null;
    at += 1;
  }
  const sizes = objectSizes(text, at, to);
  return sizes === null ? null : { sourceIps, userAgent, objectRef, responseCode, ...sizes };
}

/**
 * How large the objects between two places are, which nobody reads; `null`: something else is there. An object that has
 * a member of the name itself, as an audit event in an object has, is left to who reads any.
 */
function objectSizes(
  text: string,
  from: number,
  to: number,
): Pick<AuditEvent, 'requestObjectBytes' | 'responseObjectBytes'> | null {
  if (from === to) return NO_OBJECTS;
  const hasRequest = text.startsWith(REQUEST_OBJECT, from);
  const responseAt = hasRequest ? text.indexOf(RESPONSE_OBJECT, from) : from;
  const hasResponse = responseAt !== -1 && responseAt < to && text.startsWith(RESPONSE_OBJECT, responseAt);
  if (!hasRequest && !hasResponse) return null;
  const requestEnd = hasResponse ? responseAt : to;
  const second = text.indexOf(hasResponse ? RESPONSE_OBJECT : REQUEST_OBJECT, (hasResponse ? responseAt : from) + 1);
  if ((second !== -1 && second < to) || isNull(text, requestEnd) || isNull(text, to)) return null;
  return {
    requestObjectBytes: hasRequest ? requestEnd - from - REQUEST_OBJECT.length : null,
    responseObjectBytes: hasResponse ? to - responseAt - RESPONSE_OBJECT.length : null,
  };
}

/** An object that is none, before this place. */
function isNull(text: string, end: number): boolean {
  return text.charAt(end - 1) !== '}';
}

/** The annotations, when they or nothing end the event. */
function tailOf(text: string, at: number): AuditEvent['annotations'] | null {
  if (text.startsWith(ANNOTATIONS, at) && text.endsWith('}')) return notes.of(text.slice(at + ANNOTATIONS.length, -1));
  return at === text.length - 2 && text.endsWith('"}') ? NONE : null;
}

/** Values that are parsed once for each of their texts, as long as they are few. */
class Parsed<T> {
  readonly #known = new Map<string, T>();
  readonly #most: number;
  readonly #read: (value: unknown) => T | null;

  constructor(most: number, read: (value: unknown) => T | null) {
    this.#most = most;
    this.#read = read;
  }

  /** `text`: JSON, a letter for each byte. `null`: it is none, or of another kind. */
  of(text: string): T | null {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const made = this.#parse(text);
    if (made === null) return null;
    if (this.#known.size >= this.#most) this.#known.clear();
    // A slice would keep its whole line in memory.
    this.#known.set(Buffer.from(text, 'latin1').toString('latin1'), made);
    return made;
  }

  #parse(text: string): T | null {
    try {
      return this.#read(JSON.parse(Buffer.from(text, 'latin1').toString()));
    } catch {
      return null;
    }
  }
}

const users = new Parsed<EventUser>(5000, userOf);
const addresses = new Parsed<readonly string[]>(5000, (ips) => (isTexts(ips) ? ips : null));
const objects = new Parsed<EventObject>(20_000, objectOf);
const notes = new Parsed<AuditEvent['annotations']>(5000, (texts) => (isTextRecord(texts) ? texts : null));
