import { join } from 'node:path';
import type { SampleRecord } from '../core/records.ts';
import { formatBytes, formatMs } from '../core/units.ts';
import { readJsonBlocks } from '../platform/json-blocks.ts';

/** Resident memory of all API servers together up to the end of a trial that failed. */
export interface MemoryUntil {
  readonly stepMs: number;
  /** A bin each step; `null`: nothing was read in it. */
  readonly bytes: readonly (number | null)[];
}

const STEP_MS = 500;
/** Growth from which it may have been the cause. */
const TELLING_GROWTH = 1.15;

/** From the samples in the folder of a trial; `null`: there are none. */
export async function memoryUntil(dir: string): Promise<MemoryUntil | null> {
  const samples: SampleRecord[] = [];
  try {
    for await (const block of readJsonBlocks<SampleRecord>(join(dir, 'samples.jsonl'), () => {}))
      samples.push(...block);
  } catch {
    // A trial that failed early has none, and a broken file must not hide why it failed.
    return null;
  }
  return memoryInBins(samples);
}

/** The largest reading of each API server in each bin, summed. */
export function memoryInBins(samples: readonly SampleRecord[]): MemoryUntil | null {
  const read = samples.filter(({ counters }) => counters !== null);
  const startMs = read[0]?.doneMs;
  if (startMs === undefined) return null;
  const bins: Map<string, number>[] = [];
  for (const { instance, doneMs, counters } of read) {
    const bin = Math.max(0, Math.floor((doneMs - startMs) / STEP_MS));
    while (bins.length <= bin) bins.push(new Map());
    const bytes = counters?.residentMemoryBytes ?? 0;
    bins[bin]?.set(instance, Math.max(bytes, bins[bin]?.get(instance) ?? 0));
  }
  const bytes = bins.map((bin) => (bin.size === 0 ? null : [...bin.values()].reduce((sum, value) => sum + value, 0)));
  return { stepMs: STEP_MS, bytes };
}

/** `; before that its memory grew from 251 MiB to 398 MiB in 7.5 s`; empty where it did not grow by much. */
export function growthWords({ stepMs, bytes }: MemoryUntil): string {
  const first = bytes.find((value) => value !== null) ?? 0;
  const at = bytes.findLastIndex((value) => value !== null);
  const last = bytes[at] ?? 0;
  if (first === 0 || last < TELLING_GROWTH * first) return '';
  return `; before that the memory of its API servers grew from ${formatBytes(first)} to ${formatBytes(last)} in ${formatMs(at * stepMs)} (the kernel kills who takes more than there is)`;
}
