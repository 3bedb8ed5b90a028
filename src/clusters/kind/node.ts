import { clusterFailed } from '../../core/errors.ts';
import type { FlagValues } from '../../core/flags.ts';
import type { Scope } from '../../core/scope.ts';
import { auditFlagsOf, flagDifferences } from '../audit-flags.ts';
import { tellingLine } from '../telling-line.ts';
import { withAuditFlags } from './manifest.ts';
import type { Tools } from './tools.ts';

const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const POLL_MS = 100;
const READY_MS = 90_000;
/** The newest log of the API server's pods; nothing when there is none. */
const NEWEST_LOG = 'ls -t /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log 2>/dev/null | head -1';

/** What a node says of its API server. */
interface NodeState {
  readonly running: boolean;
  readonly logFile: string;
  readonly logTail: string;
}

/** One control-plane node: its API server's settings, process and log. */
export class ControlPlaneNode {
  readonly name: string;
  readonly #tools: Tools;
  /** In force since the last start that worked. */
  #flags: FlagValues;
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
    const before = await this.#tools.inNode(this.name, `cat ${MANIFEST}`, { signal: scope.signal });
    try {
      await this.#replace(before, flags, isReady, scope);
      const running = await this.readFlags(flags, scope.signal);
      this.#flags = flags;
      return running;
    } catch (error) {
      // When that fails too, the next change says so.
      if (!scope.signal.aborted) await this.#replace(before, this.#flags, isReady, scope).catch(() => {});
      throw error;
    }
  }

  /** The audit flags of the running process. Errors: AuditBenchError (exit 4) when they are not the wanted ones. */
  async readFlags(wanted: FlagValues, signal?: AbortSignal): Promise<FlagValues> {
    const text = await this.#tools.inNode(
      this.name,
      'tr "\\0" "\\n" < /proc/$(pgrep -x kube-apiserver)/cmdline',
      signal === undefined ? {} : { signal },
    );
    const running = auditFlagsOf(text.split('\n'));
    const differences = flagDifferences(wanted, running);
    if (differences.length > 0)
      throw clusterFailed(`${this.name} runs with other audit flags than asked for: ${differences.join('; ')}`);
    return running;
  }

  /** The line that says why, when the API server ended after `logFile` was its newest log; `null`: it has not ended. */
  async crash(logFile: string): Promise<string | null> {
    const state = await this.#state();
    const ended = !state.running && state.logFile !== logFile && state.logTail.trim() !== '';
    return ended ? tellingLine(state.logTail) : null;
  }

  /** The newest log of its API server. */
  log(): Promise<string> {
    return this.#tools.inNode(this.name, `cat $(${NEWEST_LOG}) /dev/null`);
  }

  async #replace(manifest: string, flags: FlagValues, isReady: () => Promise<boolean>, scope: Scope): Promise<void> {
    this.#changes += 1;
    const { logFile } = await this.#state();
    await this.#tools.inNode(
      this.name,
      `cat > /etc/kubernetes/.audit-bench.yaml
       systemctl stop kubelet
       mv /etc/kubernetes/.audit-bench.yaml ${MANIFEST}
       pkill -KILL -x kube-apiserver || true
       while pgrep -x kube-apiserver >/dev/null; do sleep 0.02; done
       systemctl start kubelet`,
      { input: withAuditFlags(manifest, flags, this.#changes), signal: scope.signal },
    );
    await this.waitReady(logFile, isReady, scope);
  }

  /** Waits for /readyz. Errors: AuditBenchError (exit 4) when the API server ends, or in time does not get there. */
  async waitReady(logFile: string, isReady: () => Promise<boolean>, scope: Scope): Promise<void> {
    const startedMs = scope.clock.nowMs();
    let lookedMs = startedMs;
    while (!(await isReady())) {
      const nowMs = scope.clock.nowMs();
      // A look into the node costs a tenth of a second of one core: once a second.
      if (nowMs - lookedMs > 1000) {
        lookedMs = nowMs;
        const why = await this.crash(logFile);
        if (why !== null) throw clusterFailed(`kube-apiserver of ${this.name} ended at start: ${why}`);
      }
      if (nowMs - startedMs > READY_MS) {
        const { logTail } = await this.#state();
        throw clusterFailed(
          `kube-apiserver of ${this.name} was not ready after ${READY_MS / 1000} s: ${tellingLine(logTail)}`,
        );
      }
      await scope.clock.sleep(POLL_MS, scope.signal);
    }
  }

  async #state(): Promise<NodeState> {
    const text = await this.#tools.inNode(
      this.name,
      `pgrep -x kube-apiserver >/dev/null && echo running || echo ended
       log=$(${NEWEST_LOG}); echo "$log"; [ -z "$log" ] || tail -n 40 "$log"`,
    );
    const [running, logFile = '', ...tail] = text.split('\n');
    return { running: running === 'running', logFile, logTail: tail.join('\n') };
  }
}
