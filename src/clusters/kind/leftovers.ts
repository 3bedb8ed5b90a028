import { basename, join } from 'node:path';
import { badInput, missingTool } from '../../core/errors.ts';
import type { Clock } from '../../core/scope.ts';
import { makeTempDir, readTextIfThere, removeDir, tempDirs } from '../../platform/files.ts';
import { processIdentity } from '../../platform/programs.ts';
import { AUDIT_DIR } from './kind-config.ts';
import type { Tools } from './tools.ts';

export const DIR_PREFIX = 'audit-bench-kind-';
const KIND_LABEL = 'io.x-k8s.kind.cluster';
const OWNER_FILE = 'owner.json';

/** Who made a cluster; kept beside its files. */
export interface Owner {
  readonly cluster: string;
  /** Process and its start, so that a number used again is not taken for it. */
  readonly process: string;
  readonly startedAt: string;
  readonly runDir: string;
  /** `--keep`: nobody's leftover. */
  readonly kept: boolean;
}

export type ClusterState = 'in use' | 'kept' | 'leftover';

/** A cluster or folder of ours on this machine. */
export interface Found {
  readonly name: string;
  /** Running and ended containers; 0: only its folder is left. */
  readonly containers: number;
  /** `null`: the folder has gone. */
  readonly dir: string | null;
  readonly owner: Owner | null;
  readonly state: ClusterState;
}

export function ownerFile(dir: string): string {
  return join(dir, OWNER_FILE);
}

/**
 * Clusters that audit-bench made: told by kind's label and by our mount in the container, never by the name alone.
 * Errors: AuditBenchError (exit 3) when the container engine does not answer.
 */
export async function findClusters(tools: Tools): Promise<readonly Found[]> {
  const dirs = new Map<string, { containers: number; dir: string | null }>();
  for (const { name, dir } of await ourContainers(tools)) {
    dirs.set(name, { containers: (dirs.get(name)?.containers ?? 0) + 1, dir });
  }
  const found: Found[] = [];
  for (const [name, { containers, dir }] of dirs) found.push(await describe(name, containers, dir));
  const seen = new Set(found.map(({ dir }) => dir));
  for (const dir of await tempDirs(DIR_PREFIX)) {
    if (!seen.has(dir)) found.push(await describe((await readOwner(dir))?.cluster ?? basename(dir), 0, dir));
  }
  return found;
}

/** A container that kind was asking for when it was ended is there after this at the latest, on a busy machine, too. */
const APPEARS_MS = 8000;
const LOOK_MS = 500;

export interface Deletion {
  /** Containers that there must have been: fewer where a creation was cut off, so that others may still appear. */
  readonly containers: number;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** Deletes a cluster and its folder. Gives the failure in one line, '' when nothing is left. */
export async function deleteCluster(
  tools: Tools,
  name: string,
  dir: string | null,
  deletion: Deletion,
): Promise<string> {
  const place = dir ?? (await makeTempDir(DIR_PREFIX));
  const failure = await deleteContainers(tools, name, place, deletion);
  if (failure === '' || dir === null) await removeDir(place);
  return failure;
}

/**
 * Deletes a cluster's containers with their volumes. The engine goes on making a node that `kind create` was asking for
 * when it was ended: it may appear later, and one that is being started outlives a deletion that says it has succeeded.
 * `dir` holds the cluster's kubeconfig: without one kind would open the user's. Gives the failure in one line, or ''.
 */
export async function deleteContainers(
  tools: Tools,
  name: string,
  dir: string,
  { containers, clock }: Deletion,
): Promise<string> {
  const args = ['delete', 'cluster', '--name', name, '--kubeconfig', join(dir, 'kubeconfig')];
  const seen = new Set<string>();
  for (let waitedMs = 0; ; waitedMs += LOOK_MS) {
    for (const id of await containersOf(tools, name)) seen.add(id);
    const { failure } = await tools.kind(args, { timeoutMs: 120_000 });
    const left = await containersOf(tools, name);
    if (left.length === 0 && seen.size >= containers) return '';
    if (waitedMs >= APPEARS_MS) return left.length === 0 ? '' : failure || `containers of ${name} are still there`;
    await clock.sleep(LOOK_MS);
  }
}

async function containersOf(tools: Tools, name: string): Promise<readonly string[]> {
  const { stdout } = await tools.container(['ps', '-a', '-q', '--filter', `label=${KIND_LABEL}=${name}`]);
  return stdout.split('\n').filter((line) => line !== '');
}

async function ourContainers(tools: Tools): Promise<readonly { readonly name: string; readonly dir: string }[]> {
  const { stdout, failure } = await tools.container(['ps', '-a', '-q', '--filter', `label=${KIND_LABEL}`]);
  if (failure !== '') throw missingTool(`${tools.engine} does not answer: ${failure}`, `start ${tools.engine}`);
  const ids = stdout.split('\n').filter((id) => id !== '');
  if (ids.length === 0) return [];
  const inspected = await tools.container(['inspect', '--type', 'container', ...ids]);
  const containers = JSON.parse(inspected.stdout || '[]') as readonly {
    readonly Config: { readonly Labels: Readonly<Record<string, string>> };
    readonly Mounts: readonly { readonly Source: string; readonly Destination: string }[];
  }[];
  return containers.flatMap(({ Config, Mounts }) => {
    const mount = Mounts.find(({ Destination }) => Destination === AUDIT_DIR);
    const name = Config.Labels[KIND_LABEL];
    return mount === undefined || name === undefined ? [] : [{ name, dir: join(mount.Source, '..') }];
  });
}

async function describe(name: string, containers: number, dir: string | null): Promise<Found> {
  const owner = dir === null ? null : await readOwner(dir);
  return { name, containers, dir, owner, state: await stateOf(owner) };
}

async function stateOf(owner: Owner | null): Promise<ClusterState> {
  if (owner === null) return 'leftover';
  const pid = Number(owner.process.split(':')[0]);
  if ((await processIdentity(pid)) === owner.process) return 'in use';
  return owner.kept ? 'kept' : 'leftover';
}

async function readOwner(dir: string): Promise<Owner | null> {
  const text = await readTextIfThere(ownerFile(dir));
  return text === undefined ? null : (JSON.parse(text) as Owner);
}

/** A cluster of that name that is there already is somebody else's. */
export async function refuseForeign(tools: Tools, name: string): Promise<void> {
  const { stdout } = await tools.kind(['get', 'clusters']);
  if (stdout.split('\n').includes(name))
    throw badInput(`kind has a cluster ${name} already, and this run has not made it`, `audit-bench clusters ls`);
}
