import { join } from 'node:path';
import type { Scope } from '../../core/scope.ts';
import { freePort, startProgram } from '../../platform/programs.ts';
import type { Backing } from '../processes/cluster.ts';
import { waitReady } from '../processes/ready.ts';

const STOP_MS = 3000;

/** etcd for one run: on loopback, without fsync, for nothing in it outlives the run. */
export async function startEtcd(file: string, dir: string, scope: Scope): Promise<Backing> {
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
  try {
    await waitReady({ name: 'etcd', program, url: `${url}/health`, boundMs: 20_000 }, scope);
  } catch (error) {
    await program.stop(STOP_MS);
    throw error;
  }
  return { url, close: () => program.stop(STOP_MS) };
}
