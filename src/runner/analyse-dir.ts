import { basename, join } from 'node:path';
import { type AnalysedTrial, analyseTrial } from '../analysis/analyse.ts';
import { badInput } from '../core/errors.ts';
import type { BatchRecord, RequestRecord, SampleRecord } from '../core/records.ts';
import { upgradeBatch, upgradeRequest, upgradeTrialMeta } from '../core/version-1.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import type { RawKept } from '../core/scenario.ts';
import { readTextIfThere, removeFile } from '../platform/files.ts';
import { isThere, packFile } from '../platform/packed-file.ts';
import { readJsonBlocks } from '../platform/json-blocks.ts';
import { checkJson } from '../platform/checked-json.ts';

/** The records of a trial. */
const RECORDS = ['requests.jsonl', 'events.jsonl', 'samples.jsonl'] as const;
/** Of a shipper under test. */
const SHIPPED = 'shipped.jsonl';

const DAMAGED = 'it was damaged; audit-bench run --resume measures that trial again';

/** Whether a trial's folder holds what it can be analysed again from. */
export async function hasRawFiles(dir: string): Promise<boolean> {
  for (const file of ['trial.json', ...RECORDS]) if (!(await isThere(join(dir, file)))) return false;
  return true;
}

/** What becomes of a trial's records when it has been analysed. */
export async function keepRecords(dir: string, kept: RawKept): Promise<void> {
  if (kept === 'full') return;
  const act = kept === 'compact' ? packFile : removeFile;
  for (const file of RECORDS) await act(join(dir, file));
  if (await isThere(join(dir, SHIPPED))) await act(join(dir, SHIPPED));
}

/**
 * Reads a trial's folder and analyses it again; needs no cluster.
 * Errors: AuditBenchError (exit 2) when trial.json is not there (the trial was not measured to its end) or broken.
 */
export async function analyseTrialDir(dir: string): Promise<AnalysedTrial> {
  const text = await readTextIfThere(join(dir, 'trial.json'));
  if (text === undefined) throw badInput(`${dir}: no trial.json, the trial was not measured to its end`);
  const cut = new Set<string>();
  const read = <T>(file: string, isRecord: (value: Partial<T>) => boolean): AsyncGenerator<readonly T[]> =>
    readJsonBlocks<T>(join(dir, file), () => cut.add(`${basename(dir)}/${file}`), isRecord);
  const samples: SampleRecord[] = [];
  for await (const block of read<SampleRecord>('samples.jsonl', isSample)) samples.push(...block);
  const meta = metaOf(text, dir);
  return analyseTrial(meta, {
    requests: () => upgraded(read<RequestRecord>('requests.jsonl', isRequest), upgradeRequest),
    batches: () => upgraded(read<BatchRecord>('events.jsonl', isBatch), upgradeBatch),
    shipped: () => (meta.shipper === undefined ? [] : read<BatchRecord>(SHIPPED, isBatch)),
    samples,
    cut,
  });
}

function isRequest({ id, phase, intendedMs }: Partial<RequestRecord>): boolean {
  return typeof id === 'string' && typeof phase === 'number' && typeof intendedMs === 'number';
}

function isBatch({ arrivedMs, events }: Partial<BatchRecord>): boolean {
  return typeof arrivedMs === 'number' && Array.isArray(events);
}

function isSample({ instance, sentMs, doneMs, counters }: Partial<SampleRecord>): boolean {
  return (
    typeof instance === 'string' &&
    typeof sentMs === 'number' &&
    typeof doneMs === 'number' &&
    typeof counters === 'object'
  );
}

async function* upgraded<T>(
  blocks: AsyncIterable<readonly T[]>,
  upgrade: (record: T) => T,
): AsyncGenerator<readonly T[]> {
  for await (const block of blocks) yield block.map(upgrade);
}

function metaOf(text: string, dir: string): TrialMeta {
  const file = join(dir, 'trial.json');
  let meta: TrialMeta;
  try {
    meta = upgradeTrialMeta(JSON.parse(text) as TrialMeta);
  } catch {
    // What was cut out of an old one is missed first by what brings it up to date.
    throw badInput(`${file}: is not valid JSON, or no trial of audit-bench`, DAMAGED);
  }
  checkJson(meta, 'trial', file, text, DAMAGED);
  return meta;
}
