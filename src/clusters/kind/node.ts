import { clusterFailed } from '../../core/errors.ts';
import type { FlagValues } from '../../core/flags.ts';
import { RESTART_GRACE_MS, type RestartKind, type RestartTimes } from '../../core/restart.ts';
import type { Scope } from '../../core/scope.ts';
import { auditFlagsOf, flagDifferences } from '../audit-flags.ts';
import { tellingLine } from '../telling-line.ts';
import type { WantedRestart } from '../provider.ts';
import { withAuditFlags } from './manifest.ts';
import type { Tools } from './tools.ts';

const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const POLL_MS = 50;
/** A look into the node costs a quarter of a second of one core, which the API server that starts would miss. */
const LOOK_MS = 3000;
/** Only for what hangs: one that ends is told of at once, and on a busy machine it has taken more than a minute. */
const READY_MS = 180_000;
/** The newest log of the API server's pods; nothing when there is none. */
const NEWEST_LOG = 'ls -t /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log 2>/dev/null | head -1';

/** Prints when the signal was sent and when the process had ended, epoch ms, and whether it did so by itself. */
function endScript(kind: RestartKind): string {
  const signal = kind === 'kill' ? 'KILL' : 'TERM';
  return `date +%s%3N
    pkill -${signal} -x kube-apiserver || true
    timeout ${RESTART_GRACE_MS / 1000} bash -c 'while pgrep -x kube-apiserver >/dev/null; do sleep 0.02; done' && self=1 || self=0
    pkill -KILL -x kube-apiserver || true
    while pgrep -x kube-apiserver >/dev/null; do sleep 0.02; done
    date +%s%3N
    echo ${kind === 'kill' ? '0' : '$self'}`;
}

/** What a node says of its API server. */
interface NodeState {
  /** What its process was started with; `null`: it does not run. */
  readonly args: readonly string[] | null;
  readonly logFile: string;
  readonly logTail: string;
}

/** One control-plane node: its API server's settings, process and log. */
export class ControlPlaneNode {
  readonly name: string;
  readonly #tools: Tools;
  /** In force since the last start that worked. */
  #flags: FlagValues;
  /** As kubeadm wrote it; read at the first change. */
  #manifest: string | undefined;
  #changes = 0;

  constructor(name: string, tools: Tools, flags: FlagValues) {
    this.name = name;
    this.#tools = tools;
    this.#flags = flags;
  }

  /**
   * Changes the audit flags in place: with the kubelet stopped, the manifest is replaced and the old process killed; the
   * kubelet starts a new pod at once when it comes back (docs/adr/0010). SIGKILL, because at SIGTERM a kube-apiserver
   * waits up to 60 s for open watches; its buffer has been drained before.
   * Errors: AuditBenchError (exit 4) with the API server's last log line when it does not come up; the old flags are
   * then in force again.
   */
  async change(flags: FlagValues, isReady: () => Promise<boolean>, scope: Scope): Promise<FlagValues> {
    const manifest = await this.#original(scope.signal);
    try {
      const running = this.#checked(await this.#replace(manifest, flags, isReady, scope), flags);
      this.#flags = flags;
      return running;
    } catch (error) {
      // When that fails too, the next change says so.
      if (!scope.signal.aborted) await this.#replace(manifest, this.#flags, isReady, scope).catch(() => {});
      throw error;
    }
  }

  /** The audit flags of the running process. Errors: AuditBenchError (exit 4) when they are not the wanted ones. */
  async readFlags(wanted: FlagValues, signal: AbortSignal): Promise<FlagValues> {
    return this.#checked((await this.#state(signal)).args ?? [], wanted);
  }

  /** The line that says why, when the API server ended after `logFile` was its newest log; `null`: it has not ended. */
  async crash(logFile: string): Promise<string | null> {
    return this.#crashOf(await this.#state(), logFile);
  }

  #crashOf(state: NodeState, logFile: string): string | null {
    const ended = state.args === null && state.logFile !== logFile && state.logTail.trim() !== '';
    return ended ? tellingLine(state.logTail) : null;
  }

  /** The newest log of its API server. */
  log(): Promise<string> {
    return this.#tools.inNode(this.name, `cat $(${NEWEST_LOG}) /dev/null`);
  }

  /**
   * Ends the API server and has the kubelet start it again, with other flags where they are given; the kubelet stands still in between,
   * or it would wait some seconds, and longer with every time. Errors: as `change`.
   */
  async restart(
    { kind, awayMs, beforeEnd }: WantedRestart,
    flags: FlagValues | null,
    isReady: () => Promise<boolean>,
    scope: Scope,
  ): Promise<RestartTimes> {
    const { signal, clock } = scope;
    const wanted = flags ?? this.#flags;
    const logFile = await this.#prepare(await this.#original(signal), wanted, signal);
    await beforeEnd();
    const [downMs = 0, goneMs = 0, how = 0] = (await this.#tools.inNode(this.name, endScript(kind), { signal }))
      .split('\n')
      .map(Number);
    await clock.sleep(Math.max(0, downMs + awayMs - clock.nowMs()), signal);
    await this.#tools.inNode(this.name, 'systemctl start kubelet', { signal });
    this.#checked(await this.#waitReady(logFile, isReady, scope), wanted);
    this.#flags = wanted;
    return { downMs, goneMs, upMs: clock.nowMs(), ended: how === 1 ? 'by itself' : 'killed' };
  }

  async #original(signal: AbortSignal): Promise<string> {
    this.#manifest ??= await this.#tools.inNode(this.name, `cat ${MANIFEST}`, { signal });
    return this.#manifest;
  }

  /** Resolves with the arguments of the new process. */
  async #replace(
    manifest: string,
    flags: FlagValues,
    isReady: () => Promise<boolean>,
    scope: Scope,
  ): Promise<readonly string[]> {
    const logFile = await this.#prepare(manifest, flags, scope.signal);
    await this.#tools.inNode(
      this.name,
      `pkill -KILL -x kube-apiserver || true
       while pgrep -x kube-apiserver >/dev/null; do sleep 0.02; done
       systemctl start kubelet`,
      { signal: scope.signal },
    );
    return this.#waitReady(logFile, isReady, scope);
  }

  /** Stops the kubelet and gives it a manifest that it will take for another pod; resolves with the newest log until then. */
  async #prepare(manifest: string, flags: FlagValues, signal: AbortSignal): Promise<string> {
    this.#changes += 1;
    const logFile = await this.#tools.inNode(
      this.name,
      `${NEWEST_LOG}
       cat > /etc/kubernetes/.audit-bench.yaml
       systemctl stop kubelet
       mv /etc/kubernetes/.audit-bench.yaml ${MANIFEST}`,
      { input: withAuditFlags(manifest, flags, this.#changes), signal },
    );
    return logFile.trim();
  }

  /**
   * Waits for /readyz; resolves with the arguments of the process, from a look on the way where there was one.
   * Errors: AuditBenchError (exit 4) when the API server ends, or in time does not get there.
   */
  async #waitReady(logFile: string, isReady: () => Promise<boolean>, scope: Scope): Promise<readonly string[]> {
    const startedMs = scope.clock.nowMs();
    let lookedMs = startedMs;
    let args: readonly string[] | null = null;
    while (!(await isReady())) {
      const nowMs = scope.clock.nowMs();
      if (nowMs - lookedMs > LOOK_MS) {
        lookedMs = nowMs;
        const state = await this.#state(scope.signal);
        const why = this.#crashOf(state, logFile);
        if (why !== null) throw clusterFailed(`kube-apiserver of ${this.name} ended at start: ${why}`);
        args = state.args;
        if (nowMs - startedMs > READY_MS) {
          const last = tellingLine(state.logTail);
          throw clusterFailed(`kube-apiserver of ${this.name} was not ready after ${READY_MS / 1000} s: ${last}`);
        }
      }
      await scope.clock.sleep(POLL_MS, scope.signal);
    }
    return args ?? (await this.#state(scope.signal)).args ?? [];
  }

  async #state(signal?: AbortSignal): Promise<NodeState> {
    const text = await this.#tools.inNode(
      this.name,
      `log=$(${NEWEST_LOG}); echo "$log"
       pid=$(pgrep -x kube-apiserver) && tr "\\0" "\\n" < "/proc/$pid/cmdline" 2>/dev/null || true
       echo; [ -z "$log" ] || tail -n 40 "$log"`,
      signal === undefined ? {} : { signal },
    );
    const [head = '', ...tail] = text.split('\n\n');
    const [logFile = '', ...args] = head.split('\n');
    return { args: args.length === 0 ? null : args, logFile, logTail: tail.join('\n\n') };
  }

  #checked(args: readonly string[], wanted: FlagValues): FlagValues {
    const running = auditFlagsOf(args);
    const differences = flagDifferences(wanted, running);
    if (differences.length > 0)
      throw clusterFailed(`${this.name} runs with other audit flags than asked for: ${differences.join('; ')}`);
    return running;
  }
}
