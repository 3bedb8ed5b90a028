import { join } from 'node:path';
import type { Scope } from '../../core/scope.ts';
import { freePort, type Program, startProgram } from '../../platform/programs.ts';
import { waitReady } from './ready.ts';

export interface Etcd {
  readonly program: Program;
  readonly url: string;
}

/** etcd for one run: on loopback, without fsync, for nothing in it outlives the run. */
export async function startEtcd(file: string, dir: string, scope: Scope): Promise<Etcd> {
  const [client, peer] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  const program = startProgram(
    file,
    [
      '--name=audit-bench',
      `--data-dir=${join(dir, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=audit-bench=${peerUrl}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
    join(dir, 'etcd.log'),
  );
  await waitReady({ name: 'etcd', program, url: `${url}/health`, boundMs: 20_000 }, scope);
  return { program, url };
}
