import type { AuditEvent } from './audit-event.ts';

/** As people name resources: `deployments.apps/scale`; '' for a request that is about none. */
export function resourceName({ objectRef }: Pick<AuditEvent, 'objectRef'>): string {
  if (objectRef === null) return '';
  const { apiGroup, resource, subresource } = objectRef;
  return `${resource}${apiGroup === '' ? '' : `.${apiGroup}`}${subresource === '' ? '' : `/${subresource}`}`;
}
