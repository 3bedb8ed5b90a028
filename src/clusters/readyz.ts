/**
 * Of a restarted API server, everything but two hooks that make what a cluster's first start has made already (roles, and
 * priority classes): each waits a second before it looks (wait.Poll in pkg/registry/rbac/rest/storage_rbac.go and
 * pkg/registry/scheduling/rest/storage_scheduling.go of kubernetes v1.36.3). Meanwhile the path can be proved and the load
 * set up; before it settles, a trial waits for all of /readyz.
 */
const DONE_AT_FIRST_START = ['rbac/bootstrap-roles', 'scheduling/bootstrap-system-priority-classes'];

export const READYZ = '/readyz';
export const READYZ_AGAIN = `${READYZ}?${DONE_AT_FIRST_START.map((hook) => `exclude=poststarthook/${hook}`).join('&')}`;
