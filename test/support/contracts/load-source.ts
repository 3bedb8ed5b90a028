import { describe, expect, test } from 'vitest';
import { parseAuditId } from '../../../src/core/audit-id.ts';
import type { Phase } from '../../../src/core/scenario.ts';
import { shareOf } from '../../../src/load/sources/share.ts';
import type { LoadSource, PlannedRequest } from '../../../src/load/sources/source.ts';

export interface SourceCapabilities {
  /** Makes objects before and takes them away after. */
  readonly objects: boolean;
  /** Its phases say how many requests they have, and may have none. */
  readonly phases: readonly Phase[];
}

interface Read {
  readonly requests: readonly PlannedRequest[];
  readonly timesMs: readonly number[];
  readonly largestChunk: number;
}

export async function readPhase(source: LoadSource, index: number): Promise<Read> {
  const requests: PlannedRequest[] = [];
  const timesMs: number[] = [];
  let largestChunk = 0;
  for await (const chunk of source.phase(index)) {
    requests.push(...chunk.requests);
    timesMs.push(...chunk.timesMs);
    largestChunk = Math.max(largestChunk, chunk.requests.length);
  }
  return { requests, timesMs, largestChunk };
}

/** What every source of a load keeps, whatever it draws its requests from. `open` gives the same source each time. */
export function loadSourceContract(name: string, open: () => LoadSource, capabilities: SourceCapabilities): void {
  const { phases } = capabilities;
  const readAll = async (source: LoadSource): Promise<readonly Read[]> => {
    const reads: Read[] = [];
    for (const index of phases.keys()) reads.push(await readPhase(source, index));
    return reads;
  };

  describe(`the load source ${name}`, () => {
    test('gives the same requests each time, also when a phase is read alone', async () => {
      const all = await readAll(open());
      expect(await readAll(open())).toEqual(all);
      expect(await readPhase(open(), phases.length - 1)).toEqual(all.at(-1));
    });

    test('numbers its requests through all phases, with an Audit-ID and a shape of each', async () => {
      const source = open();
      const requests = (await readAll(source)).flatMap((read) => read.requests);
      expect(requests.map(({ number }) => number)).toEqual(requests.map((_, at) => at + 1));
      for (const { id, number, shape } of requests) {
        expect(parseAuditId(id)?.number).toBe(number);
        expect(source.shapes[shape]).toBeDefined();
      }
    });

    test('gives a time for each request of a paced phase, none in a burst, a few at a time', async () => {
      const reads = await readAll(open());
      for (const [index, { requests, timesMs, largestChunk }] of reads.entries()) {
        expect(timesMs).toHaveLength(phases[index]?.kind === 'burst' ? 0 : requests.length);
        expect(timesMs).toEqual([...timesMs].sort((a, b) => a - b));
        expect(largestChunk).toBeLessThanOrEqual(1000);
      }
    });

    test('is shared by workers without a gap or a double, in order', async () => {
      const whole = (await readAll(open())).flatMap(({ requests }) => requests.map(({ id }) => id));
      const shares = await Promise.all([0, 1, 2].map((index) => readAll(shareOf(open(), { index, of: 3 }))));
      const ids = shares.map((reads) => reads.flatMap(({ requests }) => requests.map(({ id }) => id)));
      expect(ids.flat().sort()).toEqual([...whole].sort());
      for (const share of ids) expect(share).toEqual(whole.filter((id) => share.includes(id)));
    });

    test.runIf(capabilities.objects)('makes each object once, and takes away what it made', () => {
      const made = open()
        .setUp()
        .flatMap((step) => [...step].map(({ method, url, body }) => `${method} ${url} ${body}`));
      expect(new Set(made).size).toBe(made.length);
      const removed = open()
        .cleanUp()
        .flatMap((step) => [...step].map(({ method }) => method));
      expect(new Set(removed)).toEqual(new Set(['DELETE']));
    });
  });
}
