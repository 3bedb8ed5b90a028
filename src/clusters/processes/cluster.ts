import { basename, join } from 'node:path';
import type { ApiAccess, ApiserverInstance } from '../../core/api.ts';
import type { FlagValues } from '../../core/flags.ts';
import type { LoadPlace } from '../../core/pod-cluster.ts';
import { clusterFailed } from '../../core/errors.ts';
import { RESTART_GRACE_MS, type RestartTimes } from '../../core/restart.ts';
import type { Resource, Scope } from '../../core/scope.ts';
import type { AuditChange, AuditRoute } from '../../core/target.ts';
import { copyFileTo, pathExists, writeSecretFile } from '../../platform/files.ts';
import { makeOwnDir, type OwnDir } from '../../platform/own-dirs.ts';
import { FaultTeller } from '../../platform/faults.ts';
import { auditFiles } from '../audit-flags.ts';
import { instanceNames } from '../instance-name.ts';
import type { AppliedAudit, AuditStart, Cluster, Preparation, SettingsControl, WantedRestart } from '../provider.ts';
import { READYZ, READYZ_AGAIN } from '../readyz.ts';
import { LOOPBACK, makeAccess } from './access.ts';
import { type ApiserverOptions, ApiserverProcess } from './apiserver.ts';

/** What differs between real and emulated API server processes. */
export interface ProcessKind {
  readonly kubernetesVersion: string;
  readonly origin: string;
  readonly apiservers: number;
  /** Address that they listen on. */
  readonly host: string;
  readonly program: ApiserverOptions['program'];
  readonly command: ApiserverOptions['command'];
  /** What they stand on, such as etcd; started first, stopped last. `null`: nothing. */
  readonly startBacking: ((dir: string, scope: Scope) => Promise<Backing>) | null;
  readonly flags: (place: ListenPlace, dir: string, backing: Backing | null) => FlagValues;
}

/** Where an API server of ours listens. */
export interface ListenPlace {
  readonly host: string;
  readonly port: number;
}

export interface Backing extends Resource {
  readonly url: string;
  readonly running: boolean;
  /** Resolves when it ended by itself, with the sentence to tell; never when we ended it. */
  ended(): Promise<string>;
}

/** Only loopback is listened on, unless the load comes from pods, which must reach the API servers. */
export function listenHost(load: LoadPlace): string {
  return load.from === 'pods' && load.address !== null ? load.address : LOOPBACK;
}

/** For API servers on this machine: receiver and logs are where they are for us. */
export function ownPreparation(apiservers: number): Preparation {
  return { bindAddress: LOOPBACK, receiverHost: LOOPBACK, log: { instances: instanceNames(apiservers), there: null } };
}

/**
 * Starts API servers as plain processes with certificates of their own, in a temporary folder.
 * Errors: AuditBenchError (exit 4) with a program's last log line; then nothing is left running.
 */
export async function startProcesses(
  kind: ProcessKind,
  { route, settings }: Exclude<AuditStart, string>,
  scope: Scope,
): Promise<Cluster> {
  const own = await makeOwnDir(scope.runDir);
  const dir = own.path;
  let backing: Backing | null = null;
  let cluster: ProcessCluster | undefined;
  try {
    const api = await makeAccess(kind, dir);
    backing = kind.startBacking === null ? null : await kind.startBacking(dir, scope);
    cluster = new ProcessCluster(kind, route, api, own, backing, scope);
    cluster.started = await cluster.settings.apply({ settings, policyText: route.policyText }, scope.signal);
    return cluster;
  } catch (error) {
    await keepLogs(dir, kind.apiservers, join(scope.runDir, 'logs'));
    if (cluster !== undefined) await cluster.close();
    else {
      await backing?.close();
      await own.close();
    }
    throw error;
  }
}

class ProcessCluster implements Cluster {
  readonly kubernetesVersion: string;
  readonly origin: string;
  readonly api: ApiAccess;
  started: AppliedAudit = { flags: {} };
  readonly settings: SettingsControl = {
    apply: (change, signal) => this.#apply(change, signal),
    restart: (wanted, signal) => this.#restart(wanted, signal),
  };
  readonly #kind: ProcessKind;
  readonly #route: AuditRoute;
  readonly #own: OwnDir;
  readonly #dir: string;
  #backing: Backing | null;
  readonly #scope: Scope;
  readonly #faults = new FaultTeller();
  readonly #apiservers: ApiserverProcess[] = [];
  /** By API server: what it was started with. */
  readonly #changes: AuditChange[] = [];
  #failure: Error | null = null;
  #closed: Promise<void> | undefined;

  constructor(
    kind: ProcessKind,
    route: AuditRoute,
    api: ApiAccess,
    own: OwnDir,
    backing: Backing | null,
    scope: Scope,
  ) {
    this.kubernetesVersion = kind.kubernetesVersion;
    this.origin = kind.origin;
    this.api = api;
    this.#kind = kind;
    this.#route = route;
    this.#own = own;
    this.#dir = own.path;
    this.#backing = backing;
    this.#scope = scope;
    if (backing !== null) this.#watch(backing);
  }

  /**
   * Kills what runs and starts it with the new flags. The trial before has been read to its end, so nothing is lost that
   * counts; at SIGTERM kube-apiserver would wait a second for its own HTTP/2 connections, and for what a slow or dead
   * receiver still owes (ADR 5).
   */
  async #apply(change: AuditChange, signal: AbortSignal): Promise<AppliedAudit> {
    const first = this.#apiservers.length === 0;
    this.#failure = null;
    await Promise.all(this.#apiservers.map((apiserver) => apiserver.kill()));
    const readyz = (await this.#renewBacking()) || first ? READYZ : READYZ_AGAIN;
    for (const index of this.api.instances.keys()) await this.#launch(index, change);
    const inScope = { ...this.#scope, signal };
    const running = await Promise.all(this.#apiservers.map((apiserver) => apiserver.ready(readyz, inScope)));
    for (const apiserver of this.#apiservers) this.#watch(apiserver);
    return { flags: running[0] ?? {} };
  }

  /** Starts the API server at this place. */
  async #launch(index: number, change: AuditChange | undefined): Promise<ApiserverProcess> {
    const instance = this.api.instances[index];
    if (instance === undefined || change === undefined) throw new Error(`there is no API server ${index}`);
    this.#changes[index] = change;
    const { settings, policyText } = change;
    const place = { dir: this.#dir, instance: instance.name };
    const { files, flags } = auditFiles({ ...this.#route, policyText }, settings, place);
    for (const [name, text] of Object.entries(files)) await writeSecretFile(join(this.#dir, name), text);
    const apiserver = new ApiserverProcess({
      program: this.#kind.program,
      command: this.#kind.command,
      instance,
      dir: this.#dir,
      caPem: this.api.caPem,
      admin: this.api.admin,
      auditFlags: flags,
      otherFlags: this.#kind.flags(placeOf(instance), this.#dir, this.#backing),
    });
    this.#apiservers[index] = apiserver;
    return apiserver;
  }

  async #restart(
    { index, kind, awayMs, beforeEnd, change }: WantedRestart,
    signal: AbortSignal,
  ): Promise<RestartTimes> {
    const { clock } = this.#scope;
    await beforeEnd();
    const downMs = clock.nowMs();
    const finished = kind === 'restart' && (await this.#apiservers[index]?.stop(RESTART_GRACE_MS));
    if (kind === 'kill') await this.#apiservers[index]?.kill();
    const goneMs = clock.nowMs();
    await clock.sleep(Math.max(0, downMs + awayMs - goneMs), signal);
    const apiserver = await this.#launch(index, change ?? this.#changes[index]);
    await apiserver.ready(READYZ_AGAIN, { ...this.#scope, signal });
    this.#watch(apiserver);
    return { downMs, goneMs, upMs: clock.nowMs(), ended: finished ? 'by itself' : 'killed' };
  }

  /** Another where the one before has ended; says whether it had. */
  async #renewBacking(): Promise<boolean> {
    const { startBacking } = this.#kind;
    if (this.#backing === null || this.#backing.running || startBacking === null) return false;
    this.#backing = await startBacking(this.#dir, this.#scope);
    this.#watch(this.#backing);
    return true;
  }

  #watch(program: { ended(): Promise<string> }): void {
    void program.ended().then((sentence) => {
      this.#failure = clusterFailed(sentence);
      this.#faults.tell(this.#failure);
    });
  }

  failure(): Error | null {
    return this.#failure;
  }

  onBroken(listener: (cause: Error) => void): () => void {
    return this.#faults.onBroken(listener);
  }

  collectLogs(dir: string): Promise<void> {
    return keepLogs(this.#dir, this.api.instances.length, dir);
  }

  close(): Promise<void> {
    this.#closed ??= this.#giveBack();
    return this.#closed;
  }

  /** Killed, as for other settings: what they still hold counts no more, and a dead receiver would make it half a minute. */
  async #giveBack(): Promise<void> {
    await Promise.all(this.#apiservers.map((apiserver) => apiserver.kill()));
    await this.#backing?.close();
    await this.#own.close();
  }
}

function placeOf({ origin }: ApiserverInstance): ListenPlace {
  const { hostname, port } = new URL(origin);
  return { host: hostname, port: Number(port) };
}

async function keepLogs(from: string, apiservers: number, to: string): Promise<void> {
  const names = ['etcd', ...instanceNames(apiservers)];
  for (const name of names) {
    const log = join(from, `${name}.log`);
    if (await pathExists(log)) await copyFileTo(log, join(to, basename(log)));
  }
}
