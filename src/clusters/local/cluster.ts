import { basename, join } from 'node:path';
import type { ApiAccess, ApiserverInstance } from '../../core/api.ts';
import type { LocalSpec } from '../../core/cluster-spec.ts';
import type { AuditRoute, ClientCredentials } from '../../core/route.ts';
import type { Scope } from '../../core/scope.ts';
import type { AuditSettings } from '../../core/settings.ts';
import { type CertificateAuthority, createAuthority } from '../../platform/certificates.ts';
import { copyFileTo, makeTempDir, pathExists, removeDir, writeFileAtomic } from '../../platform/files.ts';
import { freePort } from '../../platform/programs.ts';
import { auditFiles } from '../audit-flags.ts';
import type { AppliedAudit, Cluster } from '../provider.ts';
import { LocalApiserver } from './apiserver.ts';
import type { Binaries } from './binaries.ts';
import { type Etcd, startEtcd } from './etcd.ts';

const HOST = '127.0.0.1';
const ETCD_STOP_MS = 3000;

/** etcd and one or more kube-apiserver processes in a temporary folder. */
export class LocalCluster implements Cluster {
  readonly kubernetesVersion: string;
  readonly origin: string;
  readonly api: ApiAccess;
  readonly #dir: string;
  readonly #etcd: Etcd;
  readonly #route: AuditRoute;
  readonly #spec: LocalSpec;
  readonly #binaries: Binaries;
  readonly #scope: Scope;
  #apiservers: readonly LocalApiserver[] = [];
  #closed: Promise<void> | undefined;

  private constructor(parts: LocalParts) {
    this.kubernetesVersion = parts.binaries.kubernetesVersion;
    this.origin = parts.binaries.origin;
    this.api = parts.api;
    this.#dir = parts.dir;
    this.#etcd = parts.etcd;
    this.#route = parts.route;
    this.#spec = parts.spec;
    this.#binaries = parts.binaries;
    this.#scope = parts.scope;
  }

  static async start(
    spec: LocalSpec,
    binaries: Binaries,
    route: AuditRoute,
    settings: AuditSettings,
    scope: Scope,
  ): Promise<LocalCluster> {
    const dir = await makeTempDir('audit-bench-local-');
    let etcd: Etcd | undefined;
    let cluster: LocalCluster | undefined;
    try {
      const authority = await createAuthority('audit-bench-local');
      const api = await makeAccess(spec, authority, dir);
      etcd = await startEtcd(binaries.etcd, dir, scope);
      cluster = new LocalCluster({ spec, binaries, route, api, dir, etcd, scope });
      await cluster.applyAudit(settings, scope.signal);
      return cluster;
    } catch (error) {
      if (cluster === undefined) {
        await etcd?.program.stop(ETCD_STOP_MS);
        await keepLogs(dir, ['etcd'], join(scope.runDir, 'logs'));
        await removeDir(dir);
      } else {
        await cluster.collectLogs(join(scope.runDir, 'logs'));
        await cluster.close();
      }
      throw error;
    }
  }

  async applyAudit(settings: AuditSettings, signal: AbortSignal): Promise<AppliedAudit> {
    await this.#stopApiservers();
    const { files, flags } = auditFiles(this.#route, settings, this.#dir);
    for (const [name, text] of Object.entries(files)) await writeFileAtomic(join(this.#dir, name), text);
    this.#apiservers = this.api.instances.map(
      (instance) =>
        new LocalApiserver({
          file: this.#binaries.apiserver,
          instance,
          dir: this.#dir,
          etcdUrl: this.#etcd.url,
          caPem: this.api.caPem,
          admin: this.api.admin,
          auditFlags: flags,
          extraFlags: this.#spec.apiserverFlags,
        }),
    );
    const running = await Promise.all(this.#apiservers.map((apiserver) => apiserver.ready({ ...this.#scope, signal })));
    return { flags: running[0] ?? {} };
  }

  collectLogs(dir: string): Promise<void> {
    return keepLogs(this.#dir, ['etcd', ...this.api.instances.map(({ name }) => name)], dir);
  }

  close(): Promise<void> {
    this.#closed ??= this.#giveBack();
    return this.#closed;
  }

  /** kube-apiserver first: without etcd it hangs in its shutdown for minutes. */
  async #giveBack(): Promise<void> {
    await this.#stopApiservers();
    await this.#etcd.program.stop(ETCD_STOP_MS);
    await removeDir(this.#dir);
  }

  async #stopApiservers(): Promise<void> {
    await Promise.all(this.#apiservers.map((apiserver) => apiserver.stop()));
    this.#apiservers = [];
  }
}

interface LocalParts {
  readonly spec: LocalSpec;
  readonly binaries: Binaries;
  readonly route: AuditRoute;
  readonly api: ApiAccess;
  readonly dir: string;
  readonly etcd: Etcd;
  readonly scope: Scope;
}

async function makeAccess(spec: LocalSpec, authority: CertificateAuthority, dir: string): Promise<ApiAccess> {
  const server = await authority.server([HOST, 'localhost', 'kubernetes', 'kubernetes.default', '10.0.0.1']);
  await writeFileAtomic(join(dir, 'ca.crt'), authority.caPem);
  await writeFileAtomic(join(dir, 'server.crt'), server.certificatePem);
  await writeFileAtomic(join(dir, 'server.key'), server.keyPem);
  const instances: ApiserverInstance[] = [];
  for (let index = 1; index <= spec.apiservers; index += 1)
    instances.push({ name: `apiserver-${index}`, host: HOST, port: await freePort() });
  const admin: ClientCredentials = await authority.client('audit-bench-admin', ['system:masters']);
  return {
    instances,
    caPem: authority.caPem,
    admin,
    credentialsFor: ({ user, groups }) => authority.client(user, groups),
  };
}

async function keepLogs(from: string, names: readonly string[], to: string): Promise<void> {
  for (const name of names) {
    const log = join(from, `${name}.log`);
    if (await pathExists(log)) await copyFileTo(log, join(to, basename(log)));
  }
}
