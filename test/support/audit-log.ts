import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What of an event a test cares about; the rest is as kube-apiserver writes it for `kubectl get pods`. */
export interface EventParts {
  readonly atMs: number;
  readonly id?: string;
  readonly stage?: string;
  readonly verb?: string;
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly agent?: string;
  readonly uri?: string;
  readonly objectRef?: object | null;
  readonly code?: number;
  readonly decision?: string;
  readonly more?: object;
}

let number = 0;

/** A line of the log in the form and the order of members that kube-apiserver has, without the line end. */
export function eventLine(parts: EventParts): string {
  const { atMs, stage = 'ResponseComplete', verb = 'get', user = 'alice', code = 200, decision = 'allow' } = parts;
  number += 1;
  const { objectRef = { resource: 'pods', namespace: 'default', name: 'a', apiVersion: 'v1' } } = parts;
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: parts.id ?? `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    stage,
    requestURI: parts.uri ?? '/api/v1/namespaces/default/pods/a',
    verb,
    user: { username: user, groups: parts.groups ?? ['devs', 'system:authenticated'] },
    sourceIPs: ['127.0.0.1'],
    userAgent: parts.agent ?? 'kubectl/v1.36.3',
    ...(objectRef === null ? {} : { objectRef }),
    ...(stage === 'RequestReceived' ? {} : { responseStatus: { metadata: {}, code } }),
    ...parts.more,
    requestReceivedTimestamp: microTime(atMs - 1),
    stageTimestamp: microTime(atMs),
    annotations: { 'authorization.k8s.io/decision': decision, 'authorization.k8s.io/reason': 'RBAC: "allowed" {by}' },
  });
}

/** metav1.MicroTime: six digits. */
function microTime(atMs: number): string {
  const us = Math.round((atMs % 1) * 1000);
  return new Date(Math.floor(atMs)).toISOString().replace('Z', `${String(us).padStart(3, '0')}Z`);
}

export function writeLog(path: string, lines: readonly string[]): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}
