import type { ApiserverCounters } from '../core/records.ts';
import { type MetricLine, readMetrics } from './metrics-text.ts';

const NAMES: ReadonlySet<string> = new Set([
  'apiserver_audit_event_total',
  'apiserver_audit_error_total',
  'apiserver_audit_requests_rejected_total',
  'apiserver_audit_level_total',
  'apiserver_flowcontrol_rejected_requests_total',
  'apiserver_current_inflight_requests',
  // Not its _bucket series, which are most of the page.
  'apiserver_request_duration_seconds_sum',
  'apiserver_request_duration_seconds_count',
  'process_start_time_seconds',
  'process_resident_memory_bytes',
  'process_cpu_seconds_total',
]);

const LONG_RUNNING_VERBS: ReadonlySet<string> = new Set(['WATCH', 'CONNECT']);

/**
 * The audit counters of a /metrics page. A series that does not exist counts 0 where kube-apiserver makes it at its
 * first event (error_total; docs/audit-pipeline.md, 2).
 * Errors: Error when the page has no apiserver_audit_event_total: it is no kube-apiserver's, or not yet complete.
 */
export function readCounters(page: string): ApiserverCounters {
  const lines = readMetrics(page, NAMES);
  if (!lines.some(({ name }) => name === 'apiserver_audit_event_total')) {
    throw new Error('the page has no apiserver_audit_event_total');
  }
  const sum = (name: string, fits: (labels: MetricLine['labels']) => boolean = () => true): number =>
    lines.reduce((total, line) => (line.name === name && fits(line.labels) ? total + line.value : total), 0);
  const errors = (plugin: string): number =>
    sum('apiserver_audit_error_total', (labels) => labels['plugin'] === plugin);
  const answered = (labels: MetricLine['labels']): boolean => !LONG_RUNNING_VERBS.has(labels['verb'] ?? '');
  const count = sum('apiserver_request_duration_seconds_count', answered);
  return {
    generated: sum('apiserver_audit_event_total'),
    errors: {
      buffered: errors('buffered'),
      webhook: errors('webhook'),
      log: errors('log'),
      truncate: errors('truncate'),
    },
    rejected: sum('apiserver_audit_requests_rejected_total'),
    auditedRequests: sum('apiserver_audit_level_total', (labels) => labels['level'] !== 'None'),
    flowControlRejected: sum('apiserver_flowcontrol_rejected_requests_total'),
    processStartMs: sum('process_start_time_seconds') * 1000,
    residentMemoryBytes: sum('process_resident_memory_bytes'),
    cpuSeconds: sum('process_cpu_seconds_total'),
    requestDuration:
      count === 0 ? null : { sumSeconds: sum('apiserver_request_duration_seconds_sum', answered), count },
    inflightRequests: lines.some(({ name }) => name === 'apiserver_current_inflight_requests')
      ? sum('apiserver_current_inflight_requests')
      : null,
  };
}

/** apiserver_audit_error_total by plugin, whatever plugins there are: each counts events that were lost. */
export function errorsByPlugin(page: string): Readonly<Record<string, number>> {
  const plugins: Record<string, number> = {};
  for (const { labels, value } of readMetrics(page, ERROR_NAMES)) {
    const plugin = labels['plugin'] ?? 'without a name';
    plugins[plugin] = (plugins[plugin] ?? 0) + value;
  }
  return plugins;
}

const ERROR_NAMES: ReadonlySet<string> = new Set(['apiserver_audit_error_total']);
