import type { LoadChunk, LoadSource, PlannedRequest } from './source.ts';

/** One of `of` workers, each sending every n-th request; the first makes the objects. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** A worker's share of a source: of the requests, not of the objects, which one worker makes for all. */
export function shareOf(source: LoadSource, shard: Shard): LoadSource {
  if (shard.of === 1) return source;
  return {
    // `shapes` may grow, and is read through.
    get shapes() {
      return source.shapes;
    },
    async *phase(index) {
      for await (const chunk of source.phase(index)) yield shareOfChunk(chunk, shard);
    },
    body: (request) => source.body(request),
    setUp: () => source.setUp(),
    cleanUp: () => source.cleanUp(),
    answered: (object, answer) => source.answered?.(object, answer),
  };
}

function shareOfChunk({ requests, timesMs }: LoadChunk, { index, of }: Shard): LoadChunk {
  const ownerOf = (request: PlannedRequest | undefined): number =>
    request?.object === undefined ? (request?.number ?? 0) % of : 0;
  const isOwn = (at: number): boolean => ownerOf(requests[at]) === index;
  return { requests: requests.filter((_, at) => isOwn(at)), timesMs: timesMs.filter((_, at) => isOwn(at)) };
}
