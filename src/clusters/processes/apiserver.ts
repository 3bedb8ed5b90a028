import { join } from 'node:path';
import type { ApiserverInstance } from '../../core/api.ts';
import { clusterFailed } from '../../core/errors.ts';
import { flagArguments, type FlagValues } from '../../core/flags.ts';
import type { UsableCredentials } from '../../core/credentials.ts';
import type { Scope } from '../../core/scope.ts';
import { type Program, readCommandLine, startProgram } from '../../platform/programs.ts';
import { auditFlagsOf, flagDifferences } from '../audit-flags.ts';
import { endedSentence, waitReady } from './ready.ts';

/** Only for what hangs: one that ends is told of at once, and on a busy machine it has taken more than a minute. */
const READY_MS = 180_000;

export interface ApiserverOptions {
  /** What it is called in what is told of it. */
  readonly program: string;
  /** Its file and what stands before its flags. */
  readonly command: readonly [file: string, ...before: string[]];
  readonly instance: ApiserverInstance;
  /** Gets the log. */
  readonly dir: string;
  readonly caPem: string;
  readonly admin: UsableCredentials;
  readonly auditFlags: FlagValues;
  /** Everything but the audit flags. */
  readonly otherFlags: FlagValues;
}

/** One API server process, real or emulated: started with flags, ready when it says so, stopped with SIGTERM. */
export class ApiserverProcess {
  readonly #program: Program;
  readonly #options: ApiserverOptions;
  #killed = false;

  constructor(options: ApiserverOptions) {
    this.#options = options;
    const [file, ...before] = options.command;
    const flags = flagArguments({ ...options.otherFlags, ...options.auditFlags });
    this.#program = startProgram(file, [...before, ...flags], join(options.dir, `${options.instance.name}.log`));
  }

  /** Resolves when it ended by itself, with the sentence to tell; never when we ended it. */
  async ended(): Promise<string> {
    const how = await this.#program.ended;
    if (this.#killed) return new Promise(() => {});
    return endedSentence(this.#options.instance.name, how, this.#program);
  }

  /** Waits for `readyz`, a path, and reads the audit flags back from the running process. */
  async ready(readyz: string, scope: Scope): Promise<FlagValues> {
    const { program, instance, caPem, admin, auditFlags } = this.#options;
    const url = `${instance.origin}${readyz}`;
    await waitReady(
      { name: program, program: this.#program, url, boundMs: READY_MS, tls: { caPem, client: admin } },
      scope,
    );
    const running = auditFlagsOf(await readCommandLine(this.#program.pid));
    const differences = flagDifferences(auditFlags, running);
    if (differences.length > 0)
      throw clusterFailed(`${program} runs with other audit flags than asked for: ${differences.join('; ')}`);
    return running;
  }

  /** SIGTERM; says whether it ended by itself within `graceMs`. */
  async stop(graceMs: number): Promise<boolean> {
    this.#killed = true;
    await this.#program.stop(graceMs);
    return (await this.#program.ended) !== 'SIGKILL';
  }

  /** At once: what is in its buffer and in retries is lost. */
  kill(): Promise<void> {
    this.#killed = true;
    return this.#program.kill();
  }
}
