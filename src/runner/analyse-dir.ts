import { basename, join } from 'node:path';
import { type AnalysedTrial, analyseTrial } from '../analysis/analyse.ts';
import { badInput } from '../core/errors.ts';
import type { BatchRecord, RequestRecord, SampleRecord } from '../core/records.ts';
import { upgradeBatch, upgradeRequest, upgradeTrialMeta } from '../core/version-1.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import { pathExists, readJsonLines, readTextIfThere } from '../platform/files.ts';

const RAW_FILES = ['trial.json', 'requests.jsonl', 'events.jsonl', 'samples.jsonl'] as const;

/** Whether a trial's folder holds what it can be analysed again from. */
export async function hasRawFiles(dir: string): Promise<boolean> {
  for (const file of RAW_FILES) if (!(await pathExists(join(dir, file)))) return false;
  return true;
}

/**
 * Reads a trial's folder and analyses it again; needs no cluster.
 * Errors: AuditBenchError (exit 2) when trial.json is not there (the trial was not measured to its end) or broken.
 */
export async function analyseTrialDir(dir: string): Promise<AnalysedTrial> {
  const text = await readTextIfThere(join(dir, 'trial.json'));
  if (text === undefined) throw badInput(`${dir}: no trial.json, the trial was not measured to its end`);
  const cut: string[] = [];
  const read = async <T>(file: string): Promise<readonly T[]> => {
    const records: T[] = [];
    const path = join(dir, file);
    for await (const record of readJsonLines<T>(path, () => cut.push(`${basename(dir)}/${file}`))) records.push(record);
    return records;
  };
  const raw = {
    requests: (await read<RequestRecord>('requests.jsonl')).map(upgradeRequest),
    batches: (await read<BatchRecord>('events.jsonl')).map(upgradeBatch),
    samples: await read<SampleRecord>('samples.jsonl'),
    cut,
  };
  return analyseTrial(metaOf(text, dir), raw);
}

function metaOf(text: string, dir: string): TrialMeta {
  try {
    return upgradeTrialMeta(JSON.parse(text) as TrialMeta);
  } catch {
    throw badInput(`${join(dir, 'trial.json')}: is not valid JSON`);
  }
}
