import { createHmac } from 'node:crypto';
import type { AuditEvent, EventUser } from '../events/audit-event.ts';

/** As many letters as tell names apart. */
const LETTERS = 10;
const KEPT_NAMESPACE = /^(kube-.*|default)$/;

/**
 * Events without the names of people, machines and teams: users, groups and namespaces are hashed with a key, so that the
 * same name is the same everywhere and nobody without the key can try names out. What Kubernetes itself names stays.
 */
export function anonymiser(key: Buffer): (event: AuditEvent) => AuditEvent {
  const known = new Map<string, string>();
  const hash = (name: string): string => {
    const old = known.get(name);
    if (old !== undefined) return old;
    const made = `x${createHmac('sha256', key).update(name).digest('hex').slice(0, LETTERS)}`;
    known.set(name, made);
    return made;
  };
  const namespace = (name: string): string => (name === '' || KEPT_NAMESPACE.test(name) ? name : hash(name));
  const principal = (name: string): string => {
    const account = /^system:serviceaccount:([^:]+):(.+)$/.exec(name);
    if (account !== null)
      return KEPT_NAMESPACE.test(account[1] ?? '')
        ? name
        : `system:serviceaccount:${hash(account[1] ?? '')}:${hash(account[2] ?? '')}`;
    const accounts = /^system:serviceaccounts:(.+)$/.exec(name);
    if (accounts !== null) return `system:serviceaccounts:${namespace(accounts[1] ?? '')}`;
    const node = /^system:node:(.+)$/.exec(name);
    if (node !== null) return `system:node:${hash(node[1] ?? '')}`;
    return name.startsWith('system:') ? name : hash(name);
  };
  const user = (of: EventUser): EventUser => ({
    ...of,
    username: principal(of.username),
    uid: '',
    groups: of.groups.map(principal),
    extra: {},
  });
  return (event) => ({
    ...event,
    user: user(event.user),
    impersonatedUser: event.impersonatedUser === null ? null : user(event.impersonatedUser),
    userAgent: event.userAgent.split('/')[0] ?? '',
    sourceIps: [],
    objectRef:
      event.objectRef === null
        ? null
        : { ...event.objectRef, namespace: namespace(event.objectRef.namespace), name: '' },
    requestUri: event.objectRef === null ? event.requestUri : '',
  });
}
