import type { AuditLevel, AuditStage } from '../../core/policy.ts';
import type { RequestInfo } from './request-info.ts';

/** What is known of a request while it is audited. */
export interface AuditedRequest {
  readonly auditId: string;
  readonly level: AuditLevel;
  readonly uri: string;
  readonly info: RequestInfo;
  readonly user: string;
  readonly groups: readonly string[];
  readonly sourceIp: string;
  readonly userAgent: string;
  /** Epoch ms. */
  readonly receivedMs: number;
  readonly requestObject: unknown;
}

/** An audit.k8s.io/v1 Event with the fields that a real one has (k8s.io/apiserver pkg/apis/audit/v1/types.go at v0.36.3). */
export function auditEvent(
  request: AuditedRequest,
  stage: AuditStage,
  stageMs: number,
  answer: { status: number; body: unknown } | null,
): object {
  const { info, level } = request;
  const showsBodies = level === 'Request' || level === 'RequestResponse';
  return {
    level,
    auditID: request.auditId,
    stage,
    requestURI: request.uri,
    verb: info.verb,
    user: { username: request.user, groups: request.groups },
    sourceIPs: [request.sourceIp],
    userAgent: request.userAgent,
    ...(info.isResourceRequest ? { objectRef: objectRef(info) } : {}),
    ...(answer === null ? {} : { responseStatus: { metadata: {}, code: answer.status } }),
    ...(showsBodies && answer !== null && request.requestObject !== undefined
      ? { requestObject: request.requestObject }
      : {}),
    ...(level === 'RequestResponse' && answer !== null && stage === 'ResponseComplete'
      ? { responseObject: answer.body }
      : {}),
    requestReceivedTimestamp: microTime(request.receivedMs),
    stageTimestamp: microTime(stageMs),
    ...(answer === null
      ? {}
      : { annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' } }),
  };
}

function objectRef({ resource, namespace, name, subresource }: RequestInfo): object {
  return {
    resource,
    ...(namespace === '' ? {} : { namespace }),
    ...(name === '' ? {} : { name }),
    apiVersion: 'v1',
    ...(subresource === '' ? {} : { subresource }),
  };
}

/** metav1.MicroTime: RFC 3339 with six digits, from epoch ms with fractions. */
export function microTime(atMs: number): string {
  const micros = Math.floor(atMs * 1000);
  const wholeMs = Math.floor(micros / 1000);
  return `${new Date(wholeMs).toISOString().slice(0, -1)}${String(micros - wholeMs * 1000).padStart(3, '0')}Z`;
}
