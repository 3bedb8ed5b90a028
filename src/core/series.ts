export interface Quantiles {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Columns of equal length, at most 600 bins; bin i covers [startMs + i·stepMs, + stepMs) from the first measured phase's start. */
export interface Series {
  readonly startMs: number;
  readonly stepMs: number;
  readonly requestsPerSecond: readonly (number | null)[];
  readonly generatedPerSecond: readonly (number | null)[];
  readonly deliveredPerSecond: readonly (number | null)[];
  readonly droppedPerSecond: readonly (number | null)[];
  /** Events in the buffer by the model, the largest in the bin. */
  readonly bufferOccupancy: readonly (number | null)[];
  readonly requestLatencyP50Ms: readonly (number | null)[];
  readonly requestLatencyP99Ms: readonly (number | null)[];
  readonly batchEventsMean: readonly (number | null)[];
  readonly deliveryLagP99Ms: readonly (number | null)[];
  /** Mean of apiserver_request_duration_seconds, all API servers together. */
  readonly apiserverRequestMeanMs: readonly (number | null)[];
  readonly memoryBytes: readonly (number | null)[];
  readonly cpuCores: readonly (number | null)[];
  /** apiserver_current_inflight_requests, all API servers together; absent in runs of before it was told. */
  readonly inflightRequests?: readonly (number | null)[];
  /** POSTs that were open at the receiver, the most in the bin; absent in runs of before it was told. */
  readonly openPosts?: readonly (number | null)[];
}

/** HdrHistogram V2 payloads (compressed, base64) of microseconds; they merge. `null`: nothing recorded. */
export interface Histograms {
  readonly deliveryLagUs: string | null;
  readonly requestLatencyUs: string | null;
}
