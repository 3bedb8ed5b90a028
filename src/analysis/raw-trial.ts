import type { BatchRecord, RequestRecord, SampleRecord } from '../core/records.ts';

/** Records many at a time, so that waiting for them costs nothing. */
export type Blocks<Record> = Iterable<readonly Record[]> | AsyncIterable<readonly Record[]>;

/** The raw artifacts of a trial. Files are read as streams, and again where something is to be looked up. */
export interface RawTrial {
  requests(): Blocks<RequestRecord>;
  batches(): Blocks<BatchRecord>;
  /** What came out of a shipper under test; nothing where there was none. */
  shipped(): Blocks<BatchRecord>;
  /** A reading each half second is little. */
  readonly samples: readonly SampleRecord[];
  /** Files that ended in the middle of a line and were used up to the last whole one; complete when all were read. */
  readonly cut: Iterable<string>;
}
