import { parse } from 'yaml';
import { findFile, namesIn } from './find-file.ts';
import { readUserFile } from './load-files.ts';

/** A load that was recorded, as a scenario that comes with audit-bench. */
export interface LoadPreset {
  readonly name: string;
  readonly what: string;
  readonly source: string;
}

/** Scenarios of the name are recorded loads: scripts/record-loads.js makes them. */
const PREFIX = 'load-';

export async function loadPresets(): Promise<readonly LoadPreset[]> {
  const names = (await namesIn('scenarios')).filter((name) => name.startsWith(PREFIX));
  return Promise.all(names.map(loadPreset));
}

/** The comment at its head says how it was recorded. */
async function loadPreset(name: string): Promise<LoadPreset> {
  const text = await readUserFile((await findFile(name, 'scenarios')).path);
  const head = /^(?:# .*\n)*/.exec(text)?.[0] ?? '';
  const { description = '' } = parse(text) as { readonly description?: string };
  return {
    name,
    what: description.replace(/\.$/, ''),
    source: head.replaceAll(/^# /gm, '').trim().replaceAll('\n', ' '),
  };
}
