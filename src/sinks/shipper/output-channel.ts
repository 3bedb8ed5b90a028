import type { ShipperReading } from '../../core/shipper.ts';

/** Where the output of a shipper arrives. */
export type OutputPlace =
  | { readonly kind: 'file'; readonly path: string }
  /** A receiver is opened there; port 0: any free one. */
  | { readonly kind: 'webhook'; readonly host: string; readonly port: number };

export interface OutputCounters extends Pick<ShipperReading, 'withoutEvents' | 'truncations'> {
  /** Distinct events whose stage is not before the mark. */
  readonly shippedSinceMark: number;
}

/** What the sink may ask of the process that reads a shipper's output. */
export interface OutputCalls {
  /** Resolves with the port of the receiver, 0 where there is none. */
  start(place: OutputPlace): Promise<number>;
  recordTo(file: string | null): Promise<void>;
  mark(atMs: number): void;
  counters(): Promise<OutputCounters>;
  flush(): Promise<void>;
}

/** What it says unasked. */
export interface OutputEvents {
  /** The output cannot be read any more, or what was read cannot be written down; and why. */
  readonly broken: string;
}
