import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditStage, Policy } from '../../core/policy.ts';
import { auditStages, evaluatePolicy } from '../../pipeline/policy.ts';
import { type PeerIdentity, peerIdentity, readBody } from '../../platform/https-server.ts';
import { FRONT_PROXY_AUTHORITY } from '../front-proxy.ts';
import type { ApiAnswer, EmulatedApi } from './api.ts';
import { auditEvent, type AuditedRequest } from './audit-event.ts';
import type { EmulatedMetrics } from './metrics.ts';
import { parseRequest, type RequestInfo } from './request-info.ts';

export interface HandlerParts {
  readonly api: EmulatedApi;
  /** Audits an event; false: the request must fail. */
  readonly audit: (event: object) => Promise<boolean>;
  readonly metrics: EmulatedMetrics;
  readonly policy: Policy;
  readonly nowMs: () => number;
  readonly wait: (durationMs: number) => Promise<void>;
  readonly newAuditId: () => string;
  readonly serviceTimeMs: number;
}

const UNAUTHORIZED = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'Unauthorized',
  reason: 'Unauthorized',
  code: 401,
};
const AUDIT_FAILED = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'audit backend failed',
  reason: 'InternalError',
  code: 500,
};
const HEALTH = new Set(['/readyz', '/livez', '/healthz']);
const MAX_WATCH_MS = 60_000;

/** Answers requests and audits them at the stages where the real API server does. */
export function makeHandler(
  parts: HandlerParts,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { api, audit, metrics, policy, nowMs } = parts;

  return async (request, response) => {
    const receivedMs = nowMs();
    const uri = request.url ?? '/';
    const info = parseRequest(request.method ?? 'GET', uri);
    const header = request.headers['audit-id'];
    const auditId = (Array.isArray(header) ? header[0] : header) ?? parts.newAuditId();
    response.setHeader('Audit-ID', auditId);
    const identity = requestIdentity(request);
    const user = identity?.user ?? 'system:anonymous';
    const groups = identity === null ? ['system:unauthenticated'] : [...identity.groups, 'system:authenticated'];
    const decision = evaluatePolicy(policy, { ...info, user, groups });
    metrics.levels.inc({ level: decision.level });
    const body = await parsedBody(request);
    const audited: AuditedRequest = {
      auditId,
      level: decision.level,
      uri,
      info,
      user,
      groups,
      sourceIp: request.socket.remoteAddress ?? '',
      userAgent: request.headers['user-agent'] ?? '',
      receivedMs,
      requestObject: body,
    };
    const longRunning = info.verb === 'watch';
    const stages = auditStages(decision, longRunning);
    const emit = (stage: AuditStage, stageMs: number, answer: ApiAnswer | null): Promise<boolean> =>
      stages.includes(stage) ? audit(auditEvent(audited, stage, stageMs, answer)) : Promise.resolve(true);

    if (identity === null) {
      // A request refused before auditing proper makes ResponseStarted alone (docs/audit-pipeline.md, 1).
      if (decision.level !== 'None' && !decision.omitStages.has('ResponseStarted')) {
        await audit(auditEvent(audited, 'ResponseStarted', nowMs(), { status: 401, body: UNAUTHORIZED }));
      }
      return send(response, 401, UNAUTHORIZED);
    }
    if (!(await emit('RequestReceived', receivedMs, null))) {
      metrics.rejected.inc();
      return send(response, 500, AUDIT_FAILED);
    }
    if (parts.serviceTimeMs > 0) await parts.wait(parts.serviceTimeMs);
    if (longRunning) {
      await emit('ResponseStarted', nowMs(), { status: 200, body: undefined });
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.flushHeaders();
      await parts.wait(Math.min(MAX_WATCH_MS, Number(info.query.get('timeoutSeconds') ?? 60) * 1000));
      await emit('ResponseComplete', nowMs(), { status: 200, body: undefined });
      response.end();
      return;
    }
    const answer = await answerOf(api, info, body, metrics, receivedMs);
    // As in the real one the event is made before the answer is flushed: blocking mode delays the client.
    await emit('ResponseComplete', nowMs(), typeof answer.body === 'string' ? { ...answer, body: undefined } : answer);
    metrics.duration.observe(
      { verb: info.verb.toUpperCase(), code: String(answer.status) },
      (nowMs() - receivedMs) / 1000,
    );
    send(response, answer.status, answer.body);
  };
}

/** By the certificate, or by the headers of a proxy that may speak for others (--requestheader-client-ca-file). */
function requestIdentity(request: IncomingMessage): Pick<PeerIdentity, 'user' | 'groups'> | null {
  const peer = peerIdentity(request);
  if (peer?.issuer !== FRONT_PROXY_AUTHORITY) return peer;
  const [user] = request.headersDistinct['x-remote-user'] ?? [];
  return user === undefined ? null : { user, groups: request.headersDistinct['x-remote-group'] ?? [] };
}

async function answerOf(
  api: EmulatedApi,
  info: RequestInfo,
  body: unknown,
  metrics: EmulatedMetrics,
  nowMs: number,
): Promise<ApiAnswer> {
  if (HEALTH.has(info.path)) return { status: 200, body: 'ok' };
  if (info.path === '/metrics') return { status: 200, body: await metrics.page() };
  return api.answer(info, body, `${new Date(nowMs).toISOString().slice(0, 19)}Z`);
}

async function parsedBody(request: IncomingMessage): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  const bytes = await readBody(request);
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }).end(text);
}
