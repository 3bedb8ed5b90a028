/** Audit IDs that say what they are, so that nobody takes these events for real ones. */
const AUDIT_ID = 'audit-bench-probe';

/** An audit.k8s.io/v1 EventList of so many events as kube-apiserver sends them, each of about so many bytes. */
export function eventListBody(events: number, eventBytes: number, nowMs: number): string {
  const item = (index: number, padding: string): object => ({
    level: 'Metadata',
    auditID: `${AUDIT_ID}-${index}`,
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/audit-bench/configmaps/probe',
    verb: 'get',
    user: { username: AUDIT_ID, groups: ['system:authenticated'] },
    sourceIPs: ['127.0.0.1'],
    userAgent: AUDIT_ID,
    objectRef: { resource: 'configmaps', namespace: 'audit-bench', name: 'probe', apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: microTime(nowMs),
    stageTimestamp: microTime(nowMs),
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': padding },
  });
  const padding = 'x'.repeat(Math.max(0, eventBytes - JSON.stringify(item(0, '')).length));
  const items = Array.from({ length: events }, (_, index) => item(index, padding));
  return JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items });
}

function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
