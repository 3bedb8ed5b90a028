import type { LoadShape } from '../../core/load-shape.ts';

/**
 * What is sent and when. The same source read twice gives the same requests, so that every worker reads all of it and
 * sends its own share.
 */
export interface LoadSource {
  /** What requests point at; it may grow while phases are read. */
  readonly shapes: readonly LoadShape[];
  /**
   * The requests of a phase in order, a few at a time: a phase of hours never stands in memory. A chunk is read when the
   * one before it is being sent, so making it must take far less than a millisecond.
   */
  phase(index: number): Iterable<LoadChunk> | AsyncIterable<LoadChunk>;
  /** The JSON that a request carries, made when it is sent; `null`: none. */
  body(request: PlannedRequest): string | null;
  /** What makes the objects that the requests need; steps follow one another, the calls of a step may go side by side. */
  setUp(): readonly Iterable<ObjectCall>[];
  /** What takes away all that set-up and requests have made. */
  cleanUp(): readonly Iterable<ObjectCall>[];
  /** Is told the answers about the objects that calls and requests name; absent: they name none. */
  answered?(object: string, answer: string): void;
}

export interface LoadChunk {
  readonly requests: readonly PlannedRequest[];
  /** Intended times, ms from the start of the phase, never falling; empty in a burst, which has no plan. */
  readonly timesMs: Float64Array;
}

export interface PlannedRequest {
  /** The Audit-ID that it carries. */
  readonly id: string;
  /** From 1, through all phases: what shares of several workers go by. */
  readonly number: number;
  /** Index in the source's shapes. */
  readonly shape: number;
  /** Name of the object in the URL; '' when there is none. */
  readonly name: string;
  /** With query. */
  readonly url: string;
  /** The source is told the answer about it. The worker that has made the objects sends it. */
  readonly object?: string;
}

export interface ObjectCall {
  readonly method: 'POST' | 'DELETE';
  readonly url: string;
  readonly body: string | null;
  /** Sent when the API server refuses the body. */
  readonly otherwise?: string;
  /** The source is told the answer about it. */
  readonly object?: string;
}
