interface LoggedEvent {
  readonly auditID: string;
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly sourceIPs?: readonly string[];
  readonly user: { readonly username: string; readonly groups?: readonly string[] };
  readonly userAgent?: string;
  readonly objectRef?: { readonly namespace?: string };
  readonly responseStatus?: { readonly code?: number };
  readonly requestReceivedTimestamp: string;
}

/** An event in the old text format (k8s.io/apiserver pkg/audit/format.go at v0.36.3). */
export function legacyLine(eventText: string): string {
  const event = JSON.parse(eventText) as LoggedEvent;
  const quoted = (text: string): string => JSON.stringify(text);
  const { username, groups = [] } = event.user;
  const fields: readonly (readonly [string, string])[] = [
    ['id', event.auditID],
    ['stage', event.stage],
    ['ip', event.sourceIPs?.[0] ?? '<unknown>'],
    ['method', event.verb],
    ['user', username === '' ? '<none>' : username],
    ['groups', groups.length === 0 ? '<none>' : groups.map(quoted).join(',')],
    ['as', '<self>'],
    ['asgroups', '<lookup>'],
    ['user-agent', event.userAgent ?? ''],
    ['namespace', event.objectRef?.namespace ?? '<none>'],
    ['uri', event.requestURI],
    ['response', event.responseStatus?.code === undefined ? '<deferred>' : String(event.responseStatus.code)],
  ];
  return `${event.requestReceivedTimestamp} AUDIT: ${fields.map(([name, value]) => `${name}=${quoted(value)}`).join(' ')}`;
}
