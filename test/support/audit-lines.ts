/** A line of an audit log, its line end included; `second`: of 24 November 2026, 09:00. */
export function auditLine(auditID: string, second: number, changes: Readonly<Record<string, unknown>> = {}): string {
  const at = new Date(Date.parse('2026-11-24T09:00:00Z') + second * 1000).toISOString().replace('Z', '000Z');
  const event = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID,
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/a/secrets',
    verb: 'list',
    user: { username: 'alice', groups: ['devs'] },
    requestReceivedTimestamp: at,
    stageTimestamp: at,
    ...changes,
  };
  return `${JSON.stringify(event)}\n`;
}
