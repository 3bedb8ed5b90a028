import type { TruncateSettings } from '../core/settings.ts';

export type Truncated<E> =
  | { readonly outcome: 'kept' | 'shortened'; readonly event: E }
  | { readonly outcome: 'dropped' };

interface Shortenable {
  readonly requestObject?: unknown;
  readonly responseObject?: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * An event larger than the limit loses its request and response objects; still too large, it is dropped and counted as
 * an error of plugin `truncate` (k8s.io/apiserver plugin/pkg/audit/truncate/truncate.go at v0.36.3). Truncate stands in
 * front of the buffer, so its batch limit never meets the batches that the buffer builds (docs/audit-pipeline.md, 14).
 */
export function truncateEvent<E extends Shortenable>(
  event: E,
  settings: TruncateSettings,
  sizeBytes: (event: E) => number,
): Truncated<E> {
  if (sizeBytes(event) <= settings.maxEventSizeBytes) return { outcome: 'kept', event };
  const { requestObject: _request, responseObject: _response, ...rest } = event;
  const shortened = {
    ...rest,
    annotations: { ...event.annotations, 'audit.k8s.io/truncated': 'true' },
  } as unknown as E;
  return sizeBytes(shortened) <= settings.maxEventSizeBytes
    ? { outcome: 'shortened', event: shortened }
    : { outcome: 'dropped' };
}
