import { findClusters } from '../../clusters/kind/leftovers.ts';
import { makeTools } from '../../clusters/kind/tools.ts';
import { removeDir } from '../../platform/files.ts';
import { type Leftover, leftoverDirs } from '../../platform/own-dirs.ts';
import { cleanText } from '../terminal.ts';
import { deleteAll } from './clusters.ts';
import type { Command } from './index.ts';

/** Deletes what runs that were killed left behind on this machine: temporary folders, and kind clusters where kind is. */
export const gcCommand: Command<object> = {
  builder: (yargs) => yargs,
  async handler() {
    const tools = makeTools(process.env, null);
    const dirs = await leftoverDirs();
    for (const { path, owner } of dirs) {
      await removeDir(path);
      console.log(cleanText(`deleted ${path} of run ${owner.runDir}, which ended without giving it back`));
    }
    const hasKind = tools.installed.kind && tools.installed.engine;
    const clusters = hasKind ? (await findClusters(tools)).filter(({ state }) => state === 'leftover') : [];
    await deleteAll(clusters);
    if (dirs.length + clusters.length === 0) console.log('nothing was left behind');
  },
};

/** For whoever starts a run; `null`: nothing was left behind. */
export function leftoverSentence(dirs: readonly Leftover[]): string | null {
  const [first] = dirs;
  if (first === undefined) return null;
  const what = dirs.length === 1 ? first.path : `${first.path} and ${dirs.length - 1} more`;
  return `a run that was killed left ${what} behind, with keys in it; audit-bench gc deletes it`;
}
