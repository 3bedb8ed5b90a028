import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of kube-apiserver that audit-bench reads, under their real names. */
export class EmulatedMetrics {
  readonly #registry = new Registry();
  readonly events = this.#counter(
    'apiserver_audit_event_total',
    'Counter of audit events generated and sent to the audit backend.',
  );
  readonly errors = this.#vector(
    'apiserver_audit_error_total',
    'Counter of audit events that failed to be audited properly.',
    ['plugin'],
  );
  readonly levels = this.#vector(
    'apiserver_audit_level_total',
    'Counter of policy levels for audit events (1 per request).',
    ['level'],
  );
  readonly rejected = this.#counter(
    'apiserver_audit_requests_rejected_total',
    'Counter of requests rejected due to an audit backend error.',
  );
  readonly flowControlRejected = this.#vector(
    'apiserver_flowcontrol_rejected_requests_total',
    'Number of requests rejected by API Priority and Fairness',
    ['flow_schema', 'priority_level', 'reason'],
  );
  readonly inflight = new Gauge({
    name: 'apiserver_current_inflight_requests',
    help: 'Maximal number of currently used inflight request limit of this apiserver per request kind in last second.',
    labelNames: ['request_kind'],
    registers: [this.#registry],
  });
  readonly duration = new Histogram({
    name: 'apiserver_request_duration_seconds',
    help: 'Response latency distribution in seconds for each verb.',
    labelNames: ['verb', 'code'],
    registers: [this.#registry],
  });

  /** `startMs`: epoch ms of the process's start, which kube-apiserver gives with fractions of a second, and prom-client without. */
  constructor(startMs: number) {
    collectDefaultMetrics({ register: this.#registry });
    this.#registry.removeSingleMetric('process_start_time_seconds');
    const start = new Gauge({
      name: 'process_start_time_seconds',
      help: 'Start time of the process since unix epoch in seconds.',
      registers: [this.#registry],
    });
    start.set(startMs / 1000);
    this.inflight.set({ request_kind: 'readOnly' }, 0);
    this.inflight.set({ request_kind: 'mutating' }, 0);
  }

  page(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.#registry] });
  }

  #vector<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }
}
