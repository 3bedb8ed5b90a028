import { readReplay } from '../../audit-log/replay-record.ts';
import type { LoadSpec } from '../../core/scenario.ts';
import { type MixOptions, mixSource } from './mix.ts';
import { replaySource } from './replay.ts';
import type { LoadSource } from './source.ts';

/** What a load is drawn from. */
export type LoadSourceName = 'mix' | 'replay';

/** The only table that names the sources of a load. */
const SOURCES: Readonly<Record<LoadSourceName, (options: MixOptions) => LoadSource | Promise<LoadSource>>> = {
  mix: mixSource,
  replay: async (options) => replaySource(options, await readReplay(options.load.replay ?? { auditLog: [] })),
};

export function sourceNameOf({ replay }: LoadSpec): LoadSourceName {
  return replay === undefined ? 'mix' : 'replay';
}

/** Errors: what reading the records of a source gives. */
export async function openSource(options: MixOptions): Promise<LoadSource> {
  return SOURCES[sourceNameOf(options.load)](options);
}
