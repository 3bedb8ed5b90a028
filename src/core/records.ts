import type { AuditLevel, AuditStage } from './policy.ts';

/**
 * The raw artifacts of a trial, one JSON object a line, written as they happen. Times are milliseconds since the Unix
 * epoch with fractions. Everything in `result.json` about a trial can be computed again from these three files.
 */

/** requests.jsonl: a request of the load. */
export interface RequestRecord {
  /** The Audit-ID header sent. */
  readonly id: string;
  /** Index of the phase in the scenario. */
  readonly phase: number;
  /** Index in the trial's table of shapes (`shapes` in trial.json): what was asked for, and by whom. */
  readonly shape: number;
  /** Name of the API server it went to; '': none, through a balancer it is known of what was sent only. */
  readonly instance: string;
  /** When the plan says it starts; equal to sentMs in a burst, which has no plan. */
  readonly intendedMs: number;
  /** `null`: skipped, it could not be sent in time. */
  readonly sentMs: number | null;
  /** When the whole answer was there; `null`: no answer. */
  readonly doneMs: number | null;
  /** HTTP status; `null`: no answer. */
  readonly status: number | null;
  /** The object's name in the URL, when it has one: with the shape it gives the request's attributes. */
  readonly name?: string | undefined;
  /** Why there is no answer. */
  readonly error?: string | undefined;
}

/** events.jsonl: events that arrived together, in one POST or in one reading of a log file. */
export interface BatchRecord {
  /** When the body was complete, or the lines were read. */
  readonly arrivedMs: number;
  /** For good: the POST was answered 2xx, or the lines stand in the file. */
  readonly delivered: boolean;
  /** Where the API server connected from, `ip:port`: one connection, one API server. Of a POST only. */
  readonly peer?: string;
  /** Name of the API server, where the way it came tells: its own log file. */
  readonly instance?: string;
  readonly bodyBytes: number;
  /** Of a POST: when the answer was sent; `null`: never (hang, or the client went away). */
  readonly answeredMs?: number | null;
  /** Of a POST: the status answered; `null`: none. */
  readonly status?: number | null;
  /** Of a POST: open POSTs when it arrived, itself included. */
  readonly concurrency?: number;
  /** Of a POST that was handed on to a backend under test: how long it took, and why it gave no answer. */
  readonly forwarded?: { readonly tookMs: number; readonly error?: string };
  readonly events: readonly EventRecord[];
}

/** [auditID, stage, stageTimestamp in ms, level, bytes of the event's JSON]. */
export type EventRecord = readonly [
  auditId: string,
  stage: AuditStage,
  stageMs: number,
  level: AuditLevel,
  sizeBytes: number,
];

/** samples.jsonl: one reading of one API server's metrics. */
export interface SampleRecord {
  readonly instance: string;
  /** When the scrape was sent and answered: the counters are of some moment between. */
  readonly sentMs: number;
  readonly doneMs: number;
  /** What the moment is for: the grid, or one of the two readings that bound the account. */
  readonly mark: 'grid' | 'before' | 'after';
  /** `null`: the scrape failed; `error` says why. */
  readonly counters: ApiserverCounters | null;
  readonly error?: string;
}

/** The series of kube-apiserver that the accounts rest on; an absent error series is 0. */
export interface ApiserverCounters {
  /** apiserver_audit_event_total: generated, dropped ones included. */
  readonly generated: number;
  /** apiserver_audit_error_total by plugin. */
  readonly errors: {
    readonly buffered: number;
    readonly webhook: number;
    readonly log: number;
    readonly truncate: number;
  };
  /** apiserver_audit_requests_rejected_total. */
  readonly rejected: number;
  /** apiserver_audit_level_total, all levels but None. */
  readonly auditedRequests: number;
  /** apiserver_flowcontrol_rejected_requests_total. */
  readonly flowControlRejected: number;
  /** process_start_time_seconds in ms: a restart shows here. */
  readonly processStartMs: number;
  readonly residentMemoryBytes: number;
  readonly cpuSeconds: number;
  /** apiserver_request_duration_seconds without WATCH and CONNECT, which last as long as the client likes; `null` when absent. */
  readonly requestDuration: { readonly sumSeconds: number; readonly count: number } | null;
  /** apiserver_current_inflight_requests, all kinds; `null` when absent. */
  readonly inflightRequests: number | null;
}
