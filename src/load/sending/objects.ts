import { auditId } from '../../core/audit-id.ts';
import { realClock } from '../../platform/clock.ts';
import type { LoadSource, ObjectCall } from '../sources/source.ts';
import type { PacedEngine } from './paced-engine.ts';

/** Calls of a step that are on their way together. */
const SIDE_BY_SIDE = 16;
/** What is there already is fine: several API servers share one store. */
const EXISTS = 409;

const NOT_SERVED = 404;
const MOST_TRIES = 50;
const RETRY_MS = 100;

/** Creates and deletes the objects that a load works on, with numbered requests of their own kind. */
export class LoadObjects {
  /** One to each API server. */
  readonly #engines: readonly PacedEngine[];
  readonly #source: LoadSource;
  readonly #trialKey: string;
  #number = 0;

  constructor(engines: readonly PacedEngine[], source: LoadSource, trialKey: string) {
    this.#engines = engines;
    this.#source = source;
    this.#trialKey = trialKey;
  }

  /** Errors: when the API server refuses an object. */
  create(): Promise<void> {
    return this.#each(
      () => this.#source.setUp(),
      async (engine, call) => {
        const status = await this.#created(engine, call);
        if (status >= 400 && status !== EXISTS)
          throw new Error(`${call.method} ${call.url}: the API server answered ${status}: ${call.body ?? ''}`);
      },
    );
  }

  remove(): Promise<void> {
    return this.#each(
      () => this.#source.cleanUp(),
      (engine, call) => this.#call(engine, call, call.body),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#engines.map((engine) => engine.close()));
  }

  async #each(
    stepsOf: () => readonly Iterable<ObjectCall>[],
    work: (engine: PacedEngine, call: ObjectCall) => Promise<unknown>,
  ): Promise<void> {
    for (const engine of this.#engines) {
      for (const step of stepsOf()) await sideBySide(step, (call) => work(engine, call));
    }
  }

  async #created(engine: PacedEngine, call: ObjectCall): Promise<number> {
    const status = await this.#served(engine, call, call.body);
    const refused = status >= 400 && status !== EXISTS && call.otherwise !== undefined;
    return refused ? this.#served(engine, call, call.otherwise) : status;
  }

  /** A custom resource is served a moment after its definition was made. */
  async #served(engine: PacedEngine, call: ObjectCall, body: string | null): Promise<number> {
    for (let tries = 1; ; tries += 1) {
      const status = await this.#call(engine, call, body);
      if (status !== NOT_SERVED || tries === MOST_TRIES) return status;
      await realClock.sleep(RETRY_MS);
    }
  }

  async #call(engine: PacedEngine, { method, url, object }: ObjectCall, body: string | null): Promise<number> {
    this.#number += 1;
    const id = auditId(this.#trialKey, 'setup', this.#number);
    const contentType = body === null ? null : 'application/json';
    const wantsAnswer = object !== undefined;
    const { status, answer } = await engine.ask({ id, method, url, body, contentType, wantsAnswer });
    if (object !== undefined && status < 300) this.#source.answered?.(object, answer);
    return status;
  }
}

async function sideBySide(step: Iterable<ObjectCall>, work: (call: ObjectCall) => Promise<unknown>): Promise<void> {
  const calls = step[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = calls.next(); next.done !== true; next = calls.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}
