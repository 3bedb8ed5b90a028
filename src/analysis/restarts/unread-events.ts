import type { SampleRecord } from '../../core/records.ts';
import type { RestartRecord } from '../../core/restart.ts';
import { READING_MARGIN_MS, type TrialMeta } from '../../core/trial-meta.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** Events that API servers made after the last reading of their counters, and before they had ended. */
export interface UnreadEvents {
  /** After that reading for sure. */
  readonly certain: number;
  /** While it was under way: it may have counted them. */
  readonly uncertain: number;
}

interface Span {
  readonly instance: number;
  readonly fromMs: number;
  readonly certainMs: number;
  readonly toMs: number;
}

/** Ours by their answers, those of others where they were delivered: nobody else tells of them. */
export function unreadEvents(meta: TrialMeta, ledger: Ledger, samples: readonly SampleRecord[]): UnreadEvents {
  const spans = (meta.restarts ?? []).flatMap((restart) => spanOf(meta, restart, samples));
  let certain = 0;
  let uncertain = 0;
  const add = (instance: number, atMs: number): void => {
    for (const span of spans) {
      if (span.instance !== instance || atMs < span.fromMs || atMs > span.toMs) continue;
      if (atMs > span.certainMs) certain += 1;
      else uncertain += 1;
    }
  };
  if (spans.length === 0) return { certain, uncertain };
  ledger.forEach((number, stage, stageMs) =>
    add(ledger.requests.instance(number), Number.isNaN(stageMs) ? ledger.clientMs(number, stage) : stageMs),
  );
  const otherwise = meta.instances.length === 1 ? 0 : -1;
  ledger.others.forEach((stageMs, peer) => add(ledger.peers.instanceOf(peer, otherwise), stageMs));
  return { certain, uncertain };
}

function spanOf(
  { instances }: TrialMeta,
  { instance, goneMs }: RestartRecord,
  samples: readonly SampleRecord[],
): readonly Span[] {
  const read = samples.filter(
    (sample) => sample.instance === instance && sample.counters !== null && sample.doneMs <= goneMs,
  );
  // Of the process that ended; a slow reading may be told after one that was made later, but the counters say which is the last.
  const process = Math.max(...read.map(({ counters }) => counters?.processStartMs ?? 0));
  const last = read
    .filter(({ counters }) => counters?.processStartMs === process)
    .reduce<SampleRecord | null>((latest, sample) => (counted(sample) >= counted(latest) ? sample : latest), null);
  if (last === null) return [];
  const certainMs = last.doneMs + READING_MARGIN_MS;
  return [{ instance: instances.indexOf(instance), fromMs: last.sentMs, certainMs, toMs: goneMs }];
}

function counted(sample: SampleRecord | null): number {
  return sample?.counters?.generated ?? 0;
}
