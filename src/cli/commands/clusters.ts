import { deleteCluster, findClusters, type Found } from '../../clusters/kind/leftovers.ts';
import { makeTools, type Tools } from '../../clusters/kind/tools.ts';
import { badInput, clusterFailed, missingTool } from '../../core/errors.ts';
import { realClock } from '../../platform/clock.ts';
import { cleanText } from '../terminal.ts';
import type { Command } from './command.ts';

/** Finds and deletes kind clusters that runs left behind or kept. */
export const clustersCommand: Command<object> = {
  builder: (yargs) =>
    yargs
      .command({ command: 'ls', describe: 'list them', handler: list })
      .command<{ names: readonly string[] }>({
        command: 'rm <names..>',
        describe: 'delete these; refuses clusters that audit-bench did not make',
        handler: ({ names }) => remove(names),
      })
      .command({ command: 'gc', describe: 'delete what runs that died left behind', handler: collect })
      .demandCommand(1, 'clusters: one of ls, rm, gc is missing'),
  handler: () => {},
};

async function list(): Promise<void> {
  const found = await findClusters(tools());
  if (found.length === 0) console.log('no clusters of audit-bench on this machine');
  for (const { name, state, containers, owner, dir } of found) {
    const since = owner === null ? 'its files have gone' : `since ${owner.startedAt}, run ${owner.runDir}`;
    console.log(cleanText(`${name}: ${state}, ${containers} ${containers === 1 ? 'node' : 'nodes'}, ${since}`));
    if (state === 'kept') console.log(cleanText(`  kubectl --kubeconfig ${dir}/kubeconfig get nodes`));
  }
}

async function remove(names: readonly string[]): Promise<void> {
  const found = await findClusters(tools());
  const chosen = names.map((name) => {
    const cluster = found.find((one) => one.name === name);
    if (cluster === undefined)
      throw badInput(`${name}: audit-bench has made no cluster of that name`, 'audit-bench clusters ls lists them');
    if (cluster.state === 'in use')
      throw badInput(
        `${name}: is in use by process ${cluster.owner?.process.split(':')[0]}`,
        'end that run first, with Ctrl-C',
      );
    return cluster;
  });
  await deleteAll(chosen);
}

async function collect(): Promise<void> {
  const leftovers = (await findClusters(tools())).filter(({ state }) => state === 'leftover');
  if (leftovers.length === 0) console.log('nothing was left behind');
  await deleteAll(leftovers);
}

export async function deleteAll(clusters: readonly Found[]): Promise<void> {
  for (const { name, dir, containers } of clusters) {
    // Files without a node: their run may have died while the engine was making it.
    const deletion = { containers: containers === 0 ? 1 : 0, clock: realClock };
    const failure = await deleteCluster(tools(), name, dir, deletion);
    if (failure !== '') throw clusterFailed(`${name} could not be deleted: ${failure}`);
    console.log(cleanText(`deleted ${name}`));
  }
}

/** Errors: AuditBenchError (exit 3) without a container engine: then nothing can be told. */
function tools(): Tools {
  const made = makeTools(process.env, null);
  if (!made.installed.engine)
    throw missingTool(`${made.engine} is not installed`, 'kind clusters live in its containers');
  if (!made.installed.kind) throw missingTool('kind is not installed', 'get it from https://kind.sigs.k8s.io');
  return made;
}
