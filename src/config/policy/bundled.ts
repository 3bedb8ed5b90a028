/** None for the harness's own scrapes and probes, one level for the rest. */
function bundled(level: string, omitStages: readonly string[]): string {
  return [
    'apiVersion: audit.k8s.io/v1',
    'kind: Policy',
    ...(omitStages.length > 0 ? [`omitStages: [${omitStages.join(', ')}]`] : []),
    'rules:',
    '  - level: None',
    '    nonResourceURLs: ["/metrics", "/readyz*", "/livez*", "/healthz*"]',
    `  - level: ${level}`,
    '',
  ].join('\n');
}

/** Shorthands for `policy:`. Those named `…-complete` omit RequestReceived: one event a request. */
export const BUNDLED_POLICIES: Readonly<Record<string, string>> = {
  metadata: bundled('Metadata', []),
  'metadata-complete': bundled('Metadata', ['RequestReceived']),
  request: bundled('Request', []),
  'request-complete': bundled('Request', ['RequestReceived']),
  'request-response': bundled('RequestResponse', []),
  'request-response-complete': bundled('RequestResponse', ['RequestReceived']),
};
