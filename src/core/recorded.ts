/** The events of one API server as its audit log recorded them. */
export interface RecordedArrivals {
  /** The log's path without what rotation adds to it. */
  readonly instance: string;
  /** stageTimestamp of each event, epoch ms, sorted: a log is ordered by when its lines were written. */
  readonly timesMs: Float64Array;
  /** Of its lines. */
  readonly bytes: number;
  readonly eventBytesMax: number;
  /** Bytes of each UTC day, by days since 1970. */
  readonly bytesByDay: ReadonlyMap<number, number>;
  /** The furthest that a time lies before one that was written earlier, ms. */
  readonly backMs: number;
}

export const DAY_MS = 86_400_000;
