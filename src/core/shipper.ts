/** A program of the user's that reads the audit log and carries it on; under test is whether all of it comes through. */
export interface ShipperSpec {
  readonly output: ShipperOutput;
  /** Program and arguments, with placeholders; `null`: it runs already. */
  readonly command: readonly string[] | null;
  /** From the start of each measurement. */
  readonly restarts: readonly ShipperRestart[];
  /** When so long after the load it has come no nearer to what stands in the log, the rest is lost. */
  readonly patienceMs: number;
}

export type ShipperOutput =
  /** A file that it writes; relative to the run's directory unless absolute. */
  | { readonly kind: 'file'; readonly path: string }
  /** It POSTs to a receiver of ours. */
  | { readonly kind: 'webhook' };

export interface ShipperRestart {
  readonly atMs: number;
  /** How long it is away. */
  readonly forMs: number;
  readonly signal: 'SIGTERM' | 'SIGKILL';
}

/** What a command may name, written in braces: the log, and where what comes through is looked for. */
export const SHIPPER_PLACEHOLDERS = ['log', 'output'] as const;

/** What was seen of a shipper in a trial. */
export interface ShipperReading {
  /** Where its output was looked for. */
  readonly place: string;
  readonly restarts: number;
  /** Lines or bodies of its output in which no whole audit event was found. */
  readonly withoutEvents: number;
  /** How often the file of its output became shorter in its place. */
  readonly truncations: number;
}

/** Without an objective for it, what comes through later than this is late. */
export const SHIPPER_LATE_MS = 5000;
