import type { Shard } from '../sources/share.ts';
import type { LoadChunk, PlannedRequest } from '../sources/source.ts';

/** A burst up to so many requests is made before it begins, so that none waits for another to be made. */
const AHEAD = 65_536;
/** A lane that is faster than the others must not wait for them. */
const LOW = 1024;
/** A queue is cut where so many have been taken from its front. */
const COMPACT_AT = 4096;

/** First in, first out. */
class Queue {
  #items: PlannedRequest[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(request: PlannedRequest): void {
    this.#items.push(request);
  }

  take(): PlannedRequest | undefined {
    const request = this.#items[this.#head];
    if (request === undefined) return undefined;
    this.#head += 1;
    if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return request;
  }
}

/** The requests of a burst by lane, made ahead: a burst of millions never stands in memory. */
export class BurstSupply {
  readonly #chunks: AsyncIterator<LoadChunk> | Iterator<LoadChunk>;
  readonly #laneOf: (request: PlannedRequest) => number;
  readonly #lanes: Queue[];
  #waiting = 0;
  #ended = false;
  #pulling: Promise<void> | null = null;
  #failure: unknown = null;

  constructor(
    chunks: AsyncIterable<LoadChunk> | Iterable<LoadChunk>,
    lanes: number,
    laneOf: (request: PlannedRequest) => number,
  ) {
    this.#chunks = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
    this.#laneOf = laneOf;
    this.#lanes = Array.from({ length: lanes }, () => new Queue());
  }

  /** Makes what is to be there before the burst begins. */
  async fill(): Promise<void> {
    while (!this.#ended && this.#waiting < AHEAD) await this.#pull();
  }

  /** The next request of a lane; makes more while some are left, a few at a time. Errors: what making one gave. */
  take(lane: number): PlannedRequest | undefined {
    if (this.#failure !== null) throw this.#failure;
    const queue = this.#lanes[lane];
    const request = queue?.take();
    if (request !== undefined) this.#waiting -= 1;
    if (!this.#ended && (this.#waiting < AHEAD || (queue?.size ?? 0) < LOW))
      void this.#pull().catch((error: unknown) => {
        this.#failure = error;
      });
    return request;
  }

  /** As `take`, and waits until one is made. */
  async next(lane: number): Promise<PlannedRequest | undefined> {
    for (;;) {
      const request = this.take(lane);
      if (request !== undefined || this.#ended) return request ?? this.take(lane);
      await this.#pull();
    }
  }

  /** One chunk; whoever comes while one is made waits for the same. */
  #pull(): Promise<void> {
    this.#pulling ??= this.#read().finally(() => {
      this.#pulling = null;
    });
    return this.#pulling;
  }

  async #read(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done === true) {
      this.#ended = true;
      return;
    }
    for (const request of value.requests) this.#lanes[this.#laneOf(request)]?.push(request);
    this.#waiting += value.requests.length;
  }
}

/** How many of a burst's requests each lane gets. */
export async function laneAmounts(
  chunks: AsyncIterable<LoadChunk> | Iterable<LoadChunk>,
  lanes: number,
  laneOf: (request: PlannedRequest) => number,
): Promise<readonly number[]> {
  const amounts = Array.from({ length: lanes }, () => 0);
  for await (const { requests } of chunks)
    for (const request of requests) amounts[laneOf(request)] = (amounts[laneOf(request)] ?? 0) + 1;
  return amounts;
}

/** A worker's requests have every `of`-th number; they go round the API servers, too. */
export function laneOfNumber(number: number, shard: Shard, lanes: number): number {
  return Math.floor(number / shard.of) % lanes;
}
