import { connectPodCluster } from '../../clusters/existing/pod-cluster.ts';
import { findClusters } from '../../clusters/kind/leftovers.ts';
import { makeTools } from '../../clusters/kind/tools.ts';
import { realClock } from '../../platform/clock.ts';
import { removeDir } from '../../platform/files.ts';
import { type Leftover, leftoverDirs } from '../../platform/own-dirs.ts';
import { parseOwner, stateOf } from '../../platform/owner.ts';
import { deleteAll } from './clusters.ts';
import type { Command } from './command.ts';
import { say } from '../output.ts';

interface GcArguments {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly namespace: string;
}

/**
 * Deletes what runs that were killed left behind: temporary folders on this machine, kind clusters where kind is, and
 * Jobs of load in the namespace that is named.
 */
export const gcCommand: Command<GcArguments> = {
  builder: (yargs) =>
    yargs
      .option('context', { type: 'string', describe: 'look for Jobs of load there as well' })
      .option('kubeconfig', { type: 'string', describe: 'of the context (default: $KUBECONFIG, ~/.kube/config)' })
      .option('namespace', { type: 'string', default: 'default', describe: 'of the Jobs' }) as never,
  async handler(args) {
    const tools = makeTools(process.env, null);
    const dirs = await leftoverDirs();
    for (const { path, owner } of dirs) {
      await removeDir(path);
      say(`deleted ${path} of run ${owner.runDir}, which ended without giving it back`);
    }
    const hasKind = tools.installed.kind && tools.installed.engine;
    const clusters = hasKind ? (await findClusters(tools)).filter(({ state }) => state === 'leftover') : [];
    await deleteAll(clusters);
    const jobs = args.context === undefined ? 0 : await deleteJobs({ ...args, context: args.context });
    if (dirs.length + clusters.length + jobs === 0) console.log('nothing was left behind');
  },
};

/** Of runs of this machine that have ended; those of other machines are told, and left. */
async function deleteJobs({ context, kubeconfig, namespace }: GcArguments & { context: string }): Promise<number> {
  const place = { context, kubeconfig: kubeconfig ?? null, namespace };
  const cluster = await connectPodCluster(place, { environment: process.env, clock: realClock, consent: 'given' });
  let deleted = 0;
  for (const { name, owner: text } of await cluster.jobs()) {
    const owner = parseOwner(text);
    const state = owner === null ? 'gone' : await stateOf(owner);
    if (state === 'elsewhere') say(`job ${name} belongs to a run on ${owner?.host ?? 'another machine'}: left alone`);
    if (state !== 'gone') continue;
    await cluster.delete(name);
    say(`deleted job ${name} in ${context}, whose run has ended without deleting it`);
    deleted += 1;
  }
  return deleted;
}

/** For whoever starts a run; `null`: nothing was left behind. */
export function leftoverSentence(dirs: readonly Leftover[]): string | null {
  const [first] = dirs;
  if (first === undefined) return null;
  const what = dirs.length === 1 ? first.path : `${first.path} and ${dirs.length - 1} more`;
  return `a run that was killed left ${what} behind, with keys in it; audit-bench gc deletes it`;
}
