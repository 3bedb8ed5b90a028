/** The accounts of a trial, which must add up (ADR 6); `null`: not measured. */

export interface RequestAccount {
  readonly intended: number;
  readonly sent: number;
  readonly skipped: number;
  readonly answered: number;
  /** 429, or 500 by blocking-strict. */
  readonly rejected: number;
}

/** Requests of a kind that the API server refused with the same status, 400 or above. */
export interface RefusedRequests {
  /** `update coordination.k8s.io/v1/leases`, `get /healthz`. */
  readonly request: string;
  readonly status: number;
  readonly count: number;
}

/** generated = dropped + discarded + failed + delivered + inFlight + lostAtRestart + unexplained */
export interface EventAccount {
  readonly generated: number | null;
  readonly dropped: number | null;
  readonly discarded: number | null;
  readonly failed: number | null;
  /** `null` of a backend that the API server POSTs to directly. */
  readonly delivered: number | null;
  readonly inFlight: number | null;
  /** Held by API servers when they were ended, as planned; absent: no restart was planned. */
  readonly lostAtRestart?: number | null;
  readonly unexplained: number | null;
  /** Part of generated: neither ours nor the harness's own. */
  readonly background: number | null;
  /** Part of generated: the harness's scrapes, probes and fillers. */
  readonly overhead: number | null;
}

export interface InstanceAccount {
  readonly name: string;
  /** Of the measured phases, sent to it; absent in results from before that was counted. */
  readonly requests?: number;
  readonly generated: number | null;
  readonly dropped: number | null;
  readonly failed: number | null;
  readonly rejected: number | null;
}

export interface OursAccount {
  readonly expected: number;
  readonly delivered: number | null;
  readonly missing: number | null;
  readonly duplicate: number | null;
  readonly late: number | null;
}
