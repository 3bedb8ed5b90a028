import { join } from 'node:path';
import type { Scope } from '../../core/scope.ts';
import { removeDir } from '../../platform/files.ts';
import { freePort, startProgram } from '../../platform/programs.ts';
import type { Backing } from '../processes/cluster.ts';
import { endedSentence, waitReady } from '../processes/ready.ts';

const STOP_MS = 3000;

/** etcd for one run: on loopback, without fsync, for nothing in it outlives the run. */
export async function startEtcd(file: string, dir: string, scope: Scope): Promise<Backing> {
  // Of one that was killed: a new one begins with nothing.
  await removeDir(join(dir, 'etcd'));
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
  let closing = false;
  return {
    url,
    get running() {
      return program.running;
    },
    async ended() {
      const how = await program.ended;
      return closing ? new Promise(() => {}) : endedSentence('etcd', how, program);
    },
    close() {
      closing = true;
      return program.stop(STOP_MS);
    },
  };
}
