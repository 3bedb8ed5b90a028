import { join } from 'node:path';
import type { KindSpec } from '../../core/cluster-spec.ts';
import { AuditBenchError, clusterFailed } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import type { FlagValues } from '../../core/flags.ts';
import type { Scope } from '../../core/scope.ts';
import { writeFileAtomic } from '../../platform/files.ts';
import { kindConfig } from './kind-config.ts';
import { deleteContainers } from './leftovers.ts';
import { ControlPlaneNode } from './node.ts';
import { imageOf, missingImage } from './preflight.ts';
import { seeLog, type Tools } from './tools.ts';

const CREATE_MS = 600_000;
const LOOK_MS = 1000;
/** What kind (pkg/cluster/internal/providers/docker/images.go) and the engine print when an image cannot be had. */
const IMAGE_MISSING = /failed to pull image "([^"]+)"|Unable to find image '([^']+)' locally/;

/** What `kind create cluster` is asked for. */
export interface CreateOptions {
  readonly spec: KindSpec;
  readonly name: string;
  /** With the folder `audit`. */
  readonly dir: string;
  readonly flags: FlagValues;
  /** Folders of this machine for the logs, one a node; none: no log is written. */
  readonly logDirs: readonly string[];
}

/**
 * Creates the cluster and gives its control-plane nodes. With several of them kind needs an image for its load balancer;
 * where that cannot be had, one is made, and said so.
 * Errors: AuditBenchError (exit 3 for an image, 4 with the API server's or kind's last line). What exists then is the
 * caller's to delete.
 */
export async function createNodes(
  options: CreateOptions,
  tools: Tools,
  scope: Scope,
): Promise<readonly ControlPlaneNode[]> {
  const { name, spec, flags } = options;
  const failure = await create(options, tools, scope);
  const missing = IMAGE_MISSING.exec(failure);
  const image = missing?.[1] ?? missing?.[2];
  if (
    failure !== '' &&
    spec.apiservers > 1 &&
    spec.loadVia === 'straight' &&
    image !== undefined &&
    !image.includes('kindest/node')
  ) {
    scope.progress.note(
      `several control planes need the load balancer image ${image}, which is not here: going on with one`,
    );
    // kind ends at the first node that fails; the others are there a moment later.
    await deleteContainers(tools, name, options.dir, { containers: spec.apiservers, clock: scope.clock });
    return createNodes({ ...options, spec: { ...spec, apiservers: 1 } }, tools, scope);
  }
  if (failure !== '') throw createFailure(failure, image, tools, scope);
  const { stdout } = await tools.kind(['get', 'nodes', '--name', name]);
  const nodes = stdout.split('\n').filter((node) => /-control-plane\d*$/.test(node));
  return nodes.toSorted().map((node) => new ControlPlaneNode(node, tools, flags));
}

/** Runs `kind create cluster` and watches the API server: kubeadm would wait four minutes for one that cannot start. */
async function create({ spec, name, dir, flags, logDirs }: CreateOptions, tools: Tools, scope: Scope): Promise<string> {
  const config = join(dir, 'kind.yaml');
  await writeFileAtomic(config, kindConfig(spec, { auditDir: join(dir, 'audit'), logDirs }, flags));
  const image = imageOf(spec);
  const crashed = new AbortController();
  const done = new AbortController();
  const signal = AbortSignal.any([scope.signal, crashed.signal]);
  // Kept when it fails, so that its logs can be read; deleted by us in any case.
  const args = ['create', 'cluster', '--retain', '--name', name, '--config', config];
  const more = ['--kubeconfig', join(dir, 'kubeconfig'), ...(image === null ? [] : ['--image', image])];
  const creating = tools.kind([...args, ...more], { signal, timeoutMs: CREATE_MS });
  const watching = watchStart(new ControlPlaneNode(`${name}-control-plane`, tools, flags), done.signal, scope).then(
    (reason) => {
      if (reason !== null) crashed.abort();
      return reason;
    },
  );
  const { failure, stderr } = await creating;
  done.abort();
  const why = await watching;
  scope.signal.throwIfAborted();
  if (why !== null) throw clusterFailed(`kube-apiserver ended at start: ${why}`, seeLog(join(scope.runDir, 'logs')));
  return failure === '' ? '' : `${stderr}\n${failure}`;
}

/** The API server's reason when it ends while the cluster is made; `null` when kind comes to its end first. */
async function watchStart(node: ControlPlaneNode, done: AbortSignal, scope: Scope): Promise<string | null> {
  for (;;) {
    await scope.clock.sleep(LOOK_MS, done).catch(() => {});
    if (done.aborted || scope.signal.aborted) return null;
    // Before the node is there the look fails.
    const why = await node.crash('').catch(() => null);
    if (why !== null && !done.aborted) return why;
  }
}

function createFailure(output: string, image: string | undefined, tools: Tools, scope: Scope): AuditBenchError {
  if (image !== undefined)
    return new AuditBenchError(EXIT.missingTool, [missingImage(image, 'kind could not pull it', tools)]);
  const line = /^ERROR: (.*)$/m.exec(output)?.[1] ?? output.trim().split('\n').at(-1) ?? '';
  const full = /no space left on device/i.test(output);
  return clusterFailed(
    `kind create cluster: ${full ? 'the disk is full: ' : ''}${line}`,
    full ? `${tools.engine} system df shows what can go` : seeLog(join(scope.runDir, 'logs')),
  );
}
