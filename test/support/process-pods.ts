import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { KubernetesObject, PodCluster, PodLoad, PodState } from '../../src/core/pod-cluster.ts';
import { tempDir } from './cli.ts';

interface ProcessPod {
  readonly state: Omit<PodState, 'phase' | 'reason' | 'hopeless'>;
  readonly child: ChildProcess;
}

/** A cluster whose pods are processes of this machine: the same program, Secret and connection, without a kubelet. */
export class ProcessPods implements PodCluster {
  readonly #clocksAheadMs: readonly number[];
  readonly #jobs = new Map<string, readonly ProcessPod[]>();
  /** What the Job and the Secret looked like. */
  readonly created: KubernetesObject[] = [];

  /** By how much the clock of each pod's node is ahead of this machine's; default: not at all. */
  constructor(clocksAheadMs: readonly number[] = []) {
    this.#clocksAheadMs = clocksAheadMs;
  }

  async create(job: KubernetesObject, secret: KubernetesObject): Promise<void> {
    this.created.push(job, secret);
    const dir = join(tempDir(), 'secret');
    mkdirSync(dir);
    const files = secret['stringData'] as Readonly<Record<string, string>>;
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    const { completions } = job['spec'] as { completions: number };
    const pods = Array.from({ length: completions }, (_, index): ProcessPod => {
      const name = `${job.metadata.name}-${index}`;
      const child = spawn(
        process.execPath,
        [...clockArguments(this.#clocksAheadMs[index] ?? 0), '--expose-gc', resolve('dist/programs/pod-process.js')],
        {
          env: { ...process.env, AUDIT_BENCH_SECRET_DIR: dir, JOB_COMPLETION_INDEX: String(index), POD_NAME: name },
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      return { state: { name, node: 'this-machine' }, child };
    });
    this.#jobs.set(job.metadata.name, pods);
  }

  async pods(job: string): Promise<readonly PodState[]> {
    return (this.#jobs.get(job) ?? []).map(({ state, child }) => {
      const ended = child.exitCode !== null || child.signalCode !== null;
      return {
        ...state,
        phase: ended ? 'Failed' : 'Running',
        reason: ended ? (child.signalCode ?? `exit status ${child.exitCode}`) : null,
        hopeless: ended,
      };
    });
  }

  async jobs() {
    return [...this.#jobs.keys()].map((name) => ({ name, owner: '' }));
  }

  async jobProblem(): Promise<string | null> {
    return null;
  }

  /** Ends one as a node that goes away would. */
  kill(index: number): void {
    for (const pods of this.#jobs.values()) pods[index]?.child.kill('SIGKILL');
  }

  async delete(job: string): Promise<void> {
    for (const { child } of this.#jobs.get(job) ?? []) child.kill('SIGKILL');
    this.#jobs.delete(job);
  }
}

/** Moves the clock of a process before any of its modules reads it (platform/clock.ts). */
function clockArguments(aheadMs: number): readonly string[] {
  const script = `Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + ${aheadMs} })`;
  return aheadMs === 0 ? [] : ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
}

/** A load from so many of them. */
export function podLoad(parallelism: number): PodLoad {
  return {
    from: 'pods',
    parallelism,
    image: 'audit-bench:test',
    kubeconfig: null,
    context: 'this machine',
    namespace: 'default',
    address: '127.0.0.1',
    nodeSelector: {},
    resources: {},
    startWithinMs: 20_000,
  };
}
