/** Signs nothing but the proxy that speaks for the identities of a load: the run's own, and another than that of clients. */
export const FRONT_PROXY_AUTHORITY = 'audit-bench-front-proxies';
