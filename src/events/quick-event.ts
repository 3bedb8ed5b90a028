import { AUDIT_LEVELS, AUDIT_STAGES, type AuditLevel, type AuditStage } from '../core/policy.ts';
import type { AuditEvent, EventObject, EventUser } from './audit-event.ts';
import { EVENT_VERSIONS, type EventSizes } from './event-schema.ts';
import { parseMicroTime } from './micro-time.ts';

type Members = Readonly<Record<string, unknown>>;

const LEVELS: ReadonlySet<unknown> = new Set(AUDIT_LEVELS);
const STAGES: ReadonlySet<unknown> = new Set(AUDIT_STAGES);
const VERSIONS: ReadonlySet<unknown> = new Set(EVENT_VERSIONS);
const NO_EXTRA = {};

/**
 * The event of members that have the types that kube-apiserver gives them; `null`: one of them is another, and the
 * schema is asked, which is ten times slower and says what is wrong.
 */
export function quickEvent(members: Members, sizes: EventSizes): AuditEvent | null {
  const { kind, apiVersion, auditID, stage, level, requestURI, verb, userAgent = '' } = members;
  if (kind !== undefined && (kind !== 'Event' || !VERSIONS.has(apiVersion))) return null;
  if (kind === undefined && apiVersion !== undefined) return null;
  if (typeof auditID !== 'string' || auditID === '' || !STAGES.has(stage) || !LEVELS.has(level)) return null;
  if (typeof requestURI !== 'string' || typeof verb !== 'string' || typeof userAgent !== 'string') return null;
  const user = userOf(members['user']);
  const object = members['objectRef'] === undefined ? NO_OBJECT : objectOf(members['objectRef']);
  const sourceIps = members['sourceIPs'];
  const annotations = members['annotations'] ?? NO_EXTRA;
  const code = codeOf(members['responseStatus']);
  const requestReceivedMs = timeOf(members['requestReceivedTimestamp']);
  const stageMs = timeOf(members['stageTimestamp']);
  if (user === null || object === null || code === undefined || !isTexts(sourceIps) || !isTextRecord(annotations))
    return null;
  if (Number.isNaN(requestReceivedMs) || Number.isNaN(stageMs)) return null;
  const impersonated = members['impersonatedUser'];
  const impersonatedUser = impersonated === undefined ? null : userOf(impersonated);
  if (impersonated !== undefined && impersonatedUser === null) return null;
  return {
    auditId: auditID,
    stage: stage as AuditStage,
    level: level as AuditLevel,
    requestUri: requestURI,
    verb,
    user,
    impersonatedUser,
    sourceIps,
    userAgent,
    objectRef: object === NO_OBJECT ? null : object,
    responseCode: code,
    requestReceivedMs,
    stageMs,
    annotations,
    ...sizes,
  };
}

const NO_OBJECT: EventObject = {
  apiGroup: '',
  apiVersion: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
};

/** One with `extra` is left to the schema. */
export function userOf(value: unknown): EventUser | null {
  if (!isObject(value)) return null;
  const { username, uid = '', groups = [], extra } = value;
  if (typeof username !== 'string' || typeof uid !== 'string' || !isTexts(groups)) return null;
  if (extra !== undefined && !(isObject(extra) && Object.values(extra).every(isTexts))) return null;
  return { username, uid, groups, extra: extra ?? NO_EXTRA };
}

export function objectOf(value: unknown): EventObject | null {
  if (!isObject(value)) return null;
  const object = { ...NO_OBJECT } as Record<keyof EventObject, string>;
  for (const key of OBJECT_KEYS) {
    const text = value[key];
    if (text === undefined) continue;
    if (typeof text !== 'string') return null;
    object[key] = text;
  }
  return object;
}

const OBJECT_KEYS = Object.keys(NO_OBJECT) as (keyof EventObject)[];

/** `undefined`: no status that kube-apiserver writes. */
function codeOf(status: unknown): number | null | undefined {
  if (status === undefined) return null;
  if (!isObject(status)) return undefined;
  const { code } = status;
  if (code === undefined) return null;
  return Number.isInteger(code) ? (code as number) : undefined;
}

/** NaN: not in the form of metav1.MicroTime. */
function timeOf(value: unknown): number {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value)
    ? parseMicroTime(value)
    : Number.NaN;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

export function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}
