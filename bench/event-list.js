/** An EventList of so many events as kube-apiserver sends it, about 0.8 KB an event. */
export function eventList(events) {
  return JSON.stringify({
    kind: 'EventList',
    apiVersion: 'audit.k8s.io/v1',
    metadata: {},
    items: Array.from({ length: events }, (_, index) => event(index)),
  });
}

function event(index) {
  const stamp = `2026-11-24T09:00:00.${String(index).padStart(6, '0')}Z`;
  return {
    level: 'Metadata',
    auditID: `ab-aaaaaa-m${index}`,
    stage: 'ResponseComplete',
    requestURI: `/api/v1/namespaces/audit-bench-aaaaaa/configmaps/obj-${index}`,
    verb: 'get',
    user: {
      username: 'audit-bench',
      groups: ['system:masters', 'system:authenticated'],
      extra: {
        'authentication.kubernetes.io/credential-id': [
          'X509SHA256=0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f',
        ],
      },
    },
    sourceIPs: ['127.0.0.1'],
    userAgent: 'x'.repeat(280),
    objectRef: { resource: 'configmaps', namespace: 'audit-bench-aaaaaa', name: `obj-${index}`, apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: stamp,
    stageTimestamp: stamp,
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
  };
}

/** A line of an audit log. */
export function eventLine(index) {
  return `${JSON.stringify(event(index))}\n`;
}
