import { describe, expect, test } from 'vitest';
import { readCounters } from '../../../src/probes/apiserver-counters.ts';

const PAGE = `# TYPE apiserver_audit_event_total counter
apiserver_audit_event_total 1200
apiserver_audit_error_total{plugin="buffered"} 30
apiserver_audit_level_total{level="Metadata"} 600
apiserver_audit_level_total{level="None"} 40
apiserver_request_duration_seconds_bucket{verb="GET",le="0.005"} 90
apiserver_request_duration_seconds_sum{component="apiserver",verb="GET"} 0.5
apiserver_request_duration_seconds_count{component="apiserver",verb="GET"} 100
apiserver_request_duration_seconds_sum{component="apiserver",verb="PUT"} 1.5
apiserver_request_duration_seconds_count{component="apiserver",verb="PUT"} 100
apiserver_request_duration_seconds_sum{component="apiserver",verb="WATCH"} 4000
apiserver_request_duration_seconds_count{component="apiserver",verb="WATCH"} 10
apiserver_request_duration_seconds_sum{component="apiserver",verb="CONNECT"} 300
apiserver_request_duration_seconds_count{component="apiserver",verb="CONNECT"} 1
process_start_time_seconds 1.7e9
`;

describe('the counters of a /metrics page', () => {
  test('requests that last as long as the client likes are not among the durations', () => {
    expect(readCounters(PAGE).requestDuration).toEqual({ sumSeconds: 2, count: 200 });
  });

  test('an error series that does not exist yet is 0, and level None audits nothing', () => {
    expect(readCounters(PAGE)).toMatchObject({
      generated: 1200,
      errors: { buffered: 30, webhook: 0, log: 0, truncate: 0 },
      auditedRequests: 600,
      processStartMs: 1.7e12,
    });
  });

  test('what the page does not tell is null, not 0', () => {
    expect(readCounters('apiserver_audit_event_total 0\n')).toMatchObject({
      requestDuration: null,
      inflightRequests: null,
    });
  });

  test("a page without audit counters is no kube-apiserver's", () => {
    expect(() => readCounters('up 1\n')).toThrow('the page has no apiserver_audit_event_total');
  });
});
