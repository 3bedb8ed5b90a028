import { clusterFailed } from '../../core/errors.ts';
import type { Resource, Scope } from '../../core/scope.ts';
import { SHIPPER_PLACEHOLDERS, type ShipperRestart } from '../../core/shipper.ts';
import type { FaultTeller } from '../../platform/faults.ts';
import { type Program, startProgram } from '../../platform/programs.ts';

/** How long it may take to end when it is asked to. */
const GRACE_MS = 10_000;

/** A shipper that audit-bench starts, and starts again as the scenario has it. */
export class ShipperProgram implements Resource {
  /** Why it has ended although nobody told it to; `null`: it runs, or is meant to be away. */
  failure: Error | null = null;
  restarts = 0;
  readonly #command: readonly string[];
  readonly #logFile: string;
  readonly #faults: FaultTeller;
  readonly #scope: Scope;
  #program: Program;
  /** The program that is meant to be away, or has been told to end. */
  #stopping: Program | null = null;

  constructor(command: readonly string[], logFile: string, faults: FaultTeller, scope: Scope) {
    this.#command = command;
    this.#logFile = logFile;
    this.#faults = faults;
    this.#scope = scope;
    this.#program = this.#start();
  }

  /** Ends and starts it at these times from now on; resolves when the last restart is over, or the signal has come. */
  async playRestarts(restarts: readonly ShipperRestart[], startMs: number, signal: AbortSignal): Promise<void> {
    this.restarts = 0;
    const { clock } = this.#scope;
    for (const { atMs, forMs, signal: how } of restarts) {
      await clock.sleep(Math.max(0, startMs + atMs - clock.nowMs()), signal);
      await this.#stop(how);
      await clock.sleep(forMs, signal);
      this.#program = this.#start();
      this.restarts += 1;
    }
  }

  async close(): Promise<void> {
    await this.#stop('SIGTERM');
  }

  #start(): Program {
    const [file = '', ...args] = this.#command;
    const program = startProgram(file, args, this.#logFile);
    void program.ended.then((how) => {
      if (program === this.#stopping) return;
      this.failure = clusterFailed(`the shipper ended by itself (${how}); its output: ${this.#logFile}`);
      this.#faults.tell(this.failure);
    });
    return program;
  }

  async #stop(how: ShipperRestart['signal']): Promise<void> {
    this.#stopping = this.#program;
    await (how === 'SIGKILL' ? this.#program.kill() : this.#program.stop(GRACE_MS));
  }
}

/** The command with the places that it names in braces. */
export function filledCommand(
  command: readonly string[],
  places: Readonly<Record<(typeof SHIPPER_PLACEHOLDERS)[number], string>>,
): readonly string[] {
  return command.map((part) =>
    SHIPPER_PLACEHOLDERS.reduce((text, name) => text.replaceAll(`{${name}}`, places[name]), part),
  );
}
