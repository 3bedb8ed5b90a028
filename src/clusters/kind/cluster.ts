import { join } from 'node:path';
import type { ApiAccess } from '../../core/api.ts';
import type { KindSpec } from '../../core/cluster-spec.ts';
import { clusterFailed } from '../../core/errors.ts';
import type { FlagValues } from '../../core/flags.ts';
import type { RestartTimes } from '../../core/restart.ts';
import type { Scope } from '../../core/scope.ts';
import type { AuditChange, AuditRoute, BackendSettings } from '../../core/target.ts';
import { makeTempDir, writeFileAtomic, writeSecretFile } from '../../platform/files.ts';
import { ownIdentity } from '../../platform/programs.ts';
import { type AuditFiles, auditFiles } from '../audit-flags.ts';
import { instanceName } from '../instance-name.ts';
import type { AppliedAudit, Cluster, SettingsControl, WantedRestart } from '../provider.ts';
import { READYZ_AGAIN } from '../readyz.ts';
import { isReady, readAccess, readBalancer, readVersion } from './access.ts';
import { createNodes } from './create.ts';
import { AUDIT_DIR } from './kind-config.ts';
import { deleteCluster, DIR_PREFIX, type Owner, ownerFile, refuseForeign } from './leftovers.ts';
import type { ControlPlaneNode } from './node.ts';
import { checkReach, limitNodes } from './node-conditions.ts';
import { NodeWatch } from './node-watch.ts';
import { imageOf } from './preflight.ts';
import type { Tools } from './tools.ts';

/** In a node every API server sees its files, and its log, under the same names. */
const AUDIT_PLACE = { dir: AUDIT_DIR, instance: instanceName(1) };

export interface KindOptions {
  readonly spec: KindSpec;
  readonly tools: Tools;
  /** The container network of the nodes. */
  readonly network: string;
  readonly keep: boolean;
  readonly route: AuditRoute;
  readonly scope: Scope;
}

/** What there is between a creation and its deletion. */
interface Made {
  readonly name: string;
  readonly dir: string;
  readonly nodes: readonly ControlPlaneNode[];
  readonly api: ApiAccess;
}

/** A kind cluster of a run. Settings are changed in place; `recreate: always` makes a new cluster for each. */
export class KindCluster implements Cluster {
  started: AppliedAudit = { flags: {} };
  kubernetesVersion = '';
  readonly origin: string;
  readonly settings: SettingsControl = {
    apply: (change, signal) => this.#apply(change, signal),
    restart: (wanted, signal) => this.#restart(wanted, signal),
  };
  readonly #options: KindOptions;
  #made: Made | undefined;
  readonly #watch = new NodeWatch();
  /** The last change failed, and so did going back. */
  #broken = false;
  #closed: Promise<void> | undefined;

  constructor(options: KindOptions) {
    this.#options = options;
    this.origin = `kind, image ${imageOf(options.spec) ?? 'of the installed kind'}`;
  }

  /** Errors: AuditBenchError (exit 3 or 4); then nothing is left. */
  static async start(options: KindOptions, settings: BackendSettings): Promise<KindCluster> {
    const cluster = new KindCluster(options);
    cluster.started = await cluster.#create({ settings, policyText: options.route.policyText });
    cluster.kubernetesVersion = await readVersion(cluster.api, options.scope.signal);
    return cluster;
  }

  get api(): ApiAccess {
    return this.#require().api;
  }

  async #apply(change: AuditChange, signal: AbortSignal): Promise<AppliedAudit> {
    const { spec, scope } = this.#options;
    if (this.#broken || this.#watch.failure !== null || spec.recreate === 'always') {
      await this.#delete();
      this.#broken = false;
      return this.#create(change);
    }
    const { nodes } = this.#require();
    const flags = await this.#write(change);
    const changes = await Promise.allSettled(
      nodes.map((node, index) => node.change(flags, () => this.#isReady(index), { ...scope, signal })),
    );
    const failed = changes.find((change) => change.status === 'rejected');
    if (failed === undefined)
      return { flags: changes.flatMap((change) => (change.status === 'fulfilled' ? [change.value] : []))[0] ?? {} };
    this.#broken = !(await this.#allReady());
    throw failed.reason;
  }

  async #restart(wanted: WantedRestart, signal: AbortSignal): Promise<RestartTimes> {
    const node = this.#require().nodes[wanted.index];
    if (node === undefined) throw new Error(`there is no node ${wanted.index}`);
    try {
      const flags = wanted.change === undefined ? null : await this.#write(wanted.change);
      return await node.restart(wanted, flags, () => this.#isReady(wanted.index), { ...this.#options.scope, signal });
    } catch (error) {
      // Whether it runs is not known: the next change makes a new cluster.
      this.#broken = true;
      throw error;
    }
  }

  /** The files of a change, into the folder that all nodes see; resolves with its flags. */
  async #write(change: AuditChange): Promise<FlagValues> {
    const { files, flags } = this.#filesOf(change);
    await writeAuditFiles(this.#require().dir, files);
    return flags;
  }

  #filesOf({ settings, policyText }: AuditChange): AuditFiles {
    return auditFiles({ ...this.#options.route, policyText }, settings, AUDIT_PLACE);
  }

  async collectLogs(dir: string): Promise<void> {
    const { nodes } = this.#require();
    for (const [index, node] of nodes.entries())
      await writeFileAtomic(join(dir, `apiserver-${index + 1}.log`), await node.log());
  }

  close(): Promise<void> {
    this.#closed ??= this.#giveBack();
    return this.#closed;
  }

  async #giveBack(): Promise<void> {
    // Of a cluster that is kept as well: a watch keeps the process alive.
    this.#watch.end();
    if (!this.#options.keep || this.#made === undefined) return this.#delete();
    const { name, dir } = this.#made;
    await this.#sign(name, dir, true);
    this.#options.scope.progress.note(
      `kept the cluster ${name}: kubectl --kubeconfig ${join(dir, 'kubeconfig')} get nodes; delete it with: audit-bench clusters rm ${name}`,
    );
  }

  async #create(change: AuditChange): Promise<AppliedAudit> {
    const { spec, tools, route, scope, network } = this.#options;
    const name = `audit-bench-${Math.floor(scope.random() * 2 ** 40)
      .toString(36)
      .padStart(8, '0')}`;
    await refuseForeign(tools, name);
    const dir = await makeTempDir(DIR_PREFIX);
    const { files, flags } = this.#filesOf(change);
    try {
      await this.#sign(name, dir, false);
      await writeAuditFiles(dir, files);
      const nodes = await createNodes({ spec, name, dir, flags, logDirs: logDirsOf(route) }, tools, scope);
      await limitNodes(spec.nodeLimits, nodes, tools);
      for (const node of nodes) await checkReach(node, route, tools);
      const straight = await readAccess(
        tools,
        nodes.map((node) => node.name),
        network,
      );
      const through = spec.loadVia === 'loadBalancer' && nodes.length > 1;
      const api = through ? { ...straight, balancer: await readBalancer(tools, name, network, straight) } : straight;
      this.#made = { name, dir, nodes, api };
      this.#watch.begin(
        nodes.map((node) => node.name),
        tools,
      );
      const running = await Promise.all(nodes.map((node) => node.readFlags(flags, scope.signal)));
      return { flags: running[0] ?? {} };
    } catch (error) {
      this.#made = undefined;
      await this.#remove(name, dir, spec.apiservers);
      throw error;
    }
  }

  async #delete(): Promise<void> {
    const made = this.#made;
    this.#made = undefined;
    if (made !== undefined) await this.#remove(made.name, made.dir, 0);
  }

  onBroken(listener: (cause: Error) => void): () => void {
    return this.#watch.onBroken(listener);
  }

  failure(): Error | null {
    return this.#watch.failure;
  }

  async #remove(name: string, dir: string, containers: number): Promise<void> {
    this.#watch.end();
    const { tools, scope } = this.#options;
    const failure = await deleteCluster(tools, name, dir, { containers, clock: scope.clock });
    if (failure !== '')
      scope.progress.note(`the cluster ${name} could not be deleted: ${failure}; try: audit-bench clusters rm ${name}`);
  }

  async #sign(cluster: string, dir: string, kept: boolean): Promise<void> {
    const { scope } = this.#options;
    const startedAt = new Date(scope.clock.nowMs()).toISOString();
    const owner: Owner = { cluster, process: await ownIdentity(), startedAt, runDir: scope.runDir, kept };
    await writeFileAtomic(ownerFile(dir), `${JSON.stringify(owner)}\n`);
  }

  async #isReady(index: number): Promise<boolean> {
    const { instances, caPem, admin } = this.api;
    const instance = instances[index];
    return instance !== undefined && isReady(instance, admin, caPem, READYZ_AGAIN);
  }

  async #allReady(): Promise<boolean> {
    const ready = await Promise.all(this.api.instances.map((_, index) => this.#isReady(index)));
    return !ready.includes(false);
  }

  #require(): Made {
    if (this.#made === undefined) throw clusterFailed('the kind cluster is not there');
    return this.#made;
  }
}

/** Into the folder that every node has as a mount. */
async function writeAuditFiles(dir: string, files: AuditFiles['files']): Promise<void> {
  for (const [file, text] of Object.entries(files)) await writeSecretFile(join(dir, 'audit', file), text);
}

/** The folders of this machine that the nodes write their logs into, in their order; none: there is no log. */
function logDirsOf({ targets }: AuditRoute): readonly string[] {
  return targets.log?.backend === 'log' ? targets.log.folders.map(({ here }) => here) : [];
}
