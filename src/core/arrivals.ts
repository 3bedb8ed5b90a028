/** When events reached the audit backend of one API server in a trial, dropped ones included: what the model is fed with. */
export interface ArrivalRecord {
  readonly instance: string;
  /** Sorted, ms from the start of the first measured phase. */
  readonly timesMs: Float64Array;
  /** JSON bytes of each event, in the same order; those never delivered take the mean of their level and stage. */
  readonly sizesBytes: Float64Array;
  /** How much later than planned the request of each event left, ms, in the same order; 0 where there was no plan. */
  readonly lateMs: Float64Array;
  /** Start of the collector's timer that was running at time 0, ms (≤ 0); `null`: no hand-over was seen before. */
  readonly timerStartMs: number | null;
}
