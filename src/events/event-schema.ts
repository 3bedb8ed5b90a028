import { z } from 'zod';
import { AUDIT_LEVELS, AUDIT_STAGES } from '../core/policy.ts';
import type { AuditEvent } from './audit-event.ts';
import { parseMicroTime } from './micro-time.ts';

/**
 * v1beta1 is what v1 is, as far as it is read here (k8s.io/apiserver pkg/apis/audit/v1beta1/types.go at v0.23.17; served
 * until 1.24), and it may stand in old logs.
 */
export const EVENT_VERSIONS = ['audit.k8s.io/v1', 'audit.k8s.io/v1beta1'] as const;

/** Go writes `null` for what is empty and has no `omitempty`; absent and null mean the same. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const time = z.iso.datetime({ offset: true, error: 'expected an RFC 3339 time' }).transform(parseMicroTime);

const user = z.object({
  username: text,
  uid: text,
  groups: texts,
  extra: z
    .record(z.string(), texts)
    .nullish()
    .transform((value) => value ?? {}),
});

const objectRef = z.object({
  apiGroup: text,
  apiVersion: text,
  resource: text,
  subresource: text,
  namespace: text,
  name: text,
});

/** The members of an event that are read whole. Others, which newer API servers may add, are passed over. */
export const eventSchema = z.object({
  // A line of the log file has both; an item of a list has neither.
  kind: z.literal('Event').optional(),
  apiVersion: z.enum(EVENT_VERSIONS).optional(),
  auditID: z.string().min(1),
  stage: z.enum(AUDIT_STAGES),
  level: z.enum(AUDIT_LEVELS),
  requestURI: z.string(),
  verb: z.string(),
  user,
  impersonatedUser: user.nullish().transform((value) => value ?? null),
  sourceIPs: texts,
  userAgent: text,
  objectRef: objectRef.nullish().transform((value) => value ?? null),
  responseStatus: z.object({ code: z.int().nullish() }).nullish(),
  requestReceivedTimestamp: time,
  stageTimestamp: time,
  annotations: z
    .record(z.string(), z.string())
    .nullish()
    .transform((value) => value ?? {}),
});

export interface EventSizes {
  readonly requestObjectBytes: number | null;
  readonly responseObjectBytes: number | null;
  readonly sizeBytes: number;
}

export function auditEvent(members: z.output<typeof eventSchema>, sizes: EventSizes): AuditEvent {
  return {
    auditId: members.auditID,
    stage: members.stage,
    level: members.level,
    requestUri: members.requestURI,
    verb: members.verb,
    user: members.user,
    impersonatedUser: members.impersonatedUser,
    sourceIps: members.sourceIPs,
    userAgent: members.userAgent,
    objectRef: members.objectRef,
    responseCode: members.responseStatus?.code ?? null,
    requestReceivedMs: members.requestReceivedTimestamp,
    stageMs: members.stageTimestamp,
    annotations: members.annotations,
    ...sizes,
  };
}
