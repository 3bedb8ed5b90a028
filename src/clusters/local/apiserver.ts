import { join } from 'node:path';
import type { ApiserverInstance } from '../../core/api.ts';
import { clusterFailed } from '../../core/errors.ts';
import type { FlagValues } from '../../core/flags.ts';
import type { ClientCredentials } from '../../core/route.ts';
import type { Scope } from '../../core/scope.ts';
import { type Program, readCommandLine, startProgram } from '../../platform/programs.ts';
import { auditFlagsOf, flagDifferences } from '../audit-flags.ts';
import { waitReady } from './ready.ts';

/** kube-apiserver drains its audit buffer at SIGTERM, batch by batch; longer than a pod's 30 s nobody waits. */
const STOP_MS = 30_000;
const READY_MS = 60_000;

export interface ApiserverOptions {
  readonly file: string;
  readonly instance: ApiserverInstance;
  /** Holds certificates and keys, and gets the log. */
  readonly dir: string;
  readonly etcdUrl: string;
  readonly caPem: string;
  readonly admin: ClientCredentials;
  readonly auditFlags: FlagValues;
  readonly extraFlags: FlagValues;
}

/** One kube-apiserver process; flags as in the audit-pipeline notes, "Running a real kube-apiserver". */
export class LocalApiserver {
  readonly #program: Program;
  readonly #options: ApiserverOptions;

  constructor(options: ApiserverOptions) {
    this.#options = options;
    this.#program = startProgram(options.file, commandLine(options), join(options.dir, `${options.instance.name}.log`));
  }

  get pid(): number {
    return this.#program.pid;
  }

  /** Waits for /readyz and reads the audit flags back from the running process. */
  async ready(scope: Scope): Promise<FlagValues> {
    const { instance, caPem, admin, auditFlags } = this.#options;
    const url = `https://${instance.host}:${instance.port}/readyz`;
    await waitReady(
      { name: 'kube-apiserver', program: this.#program, url, boundMs: READY_MS, tls: { caPem, client: admin } },
      scope,
    );
    const running = auditFlagsOf(await readCommandLine(this.#program.pid));
    const differences = flagDifferences(auditFlags, running);
    if (differences.length > 0)
      throw clusterFailed(`kube-apiserver runs with other audit flags than asked for: ${differences.join('; ')}`);
    return running;
  }

  stop(): Promise<void> {
    return this.#program.stop(STOP_MS);
  }
}

function commandLine({ instance, dir, etcdUrl, auditFlags, extraFlags }: ApiserverOptions): readonly string[] {
  const flags: FlagValues = {
    'etcd-servers': etcdUrl,
    'bind-address': instance.host,
    'secure-port': String(instance.port),
    'advertise-address': instance.host,
    'tls-cert-file': join(dir, 'server.crt'),
    'tls-private-key-file': join(dir, 'server.key'),
    'cert-dir': dir,
    'client-ca-file': join(dir, 'ca.crt'),
    'service-account-issuer': 'https://audit-bench.invalid',
    'service-account-key-file': join(dir, 'server.crt'),
    'service-account-signing-key-file': join(dir, 'server.key'),
    // A new cluster's RBAC knows only system:masters; AlwaysAllow behind it lets every load identity in.
    'authorization-mode': 'RBAC,AlwaysAllow',
    'anonymous-auth': 'false',
    'service-cluster-ip-range': '10.0.0.0/24',
    // Pods could not be created otherwise: nobody here makes the default service account.
    'disable-admission-plugins': 'ServiceAccount',
    // Several API servers may not fight over the endpoints of the kubernetes service.
    'endpoint-reconciler-type': 'none',
    ...auditFlags,
    ...extraFlags,
  };
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}
