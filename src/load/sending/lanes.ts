import { auditId } from '../../core/audit-id.ts';
import type { PlannedRequest } from '../sources/source.ts';
import type { Shard } from '../sources/share.ts';
import { laneOfNumber } from './burst-supply.ts';
import type { Gate } from './gates.ts';
import { PacedEngine } from './paced-engine.ts';

export interface LanesOptions {
  readonly gates: readonly Gate[];
  /** Of all workers and gates together. */
  readonly connections: number;
  readonly shard: Shard;
  readonly trialKey: string;
}

export interface Lane {
  readonly gate: Gate;
  readonly engine: PacedEngine;
}

/** Sockets of one worker through every gate; requests take turns. */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #each: number;
  readonly #lanes: readonly Lane[];

  constructor(options: LanesOptions) {
    const { gates, connections, shard } = options;
    this.#options = options;
    this.#each = Math.max(1, Math.ceil(connections / shard.of / gates.length));
    this.#lanes = gates.map((gate) => ({ gate, engine: new PacedEngine(gate, this.#each) }));
  }

  laneOf({ number }: PlannedRequest): Lane {
    return this.#lanes[laneOfNumber(number, this.#options.shard, this.#lanes.length)] as Lane;
  }

  /** `null`: every lane has room; else resolves when the first that has none has some. */
  room(): Promise<void> | null {
    for (const { engine } of this.#lanes) {
      const full = engine.room();
      if (full !== null) return full;
    }
    return null;
  }

  /** Opens every connection: a request on each, all at once. */
  async connect(): Promise<void> {
    const { shard, trialKey } = this.#options;
    const total = this.#each * this.#lanes.length;
    const connections = this.#lanes.flatMap(({ engine }, at) =>
      Array.from({ length: this.#each }, (_, index) => {
        const number = shard.index * total + at * this.#each + index + 1;
        const id = auditId(trialKey, 'connect', number);
        return engine.call({ id, method: 'GET', url: '/readyz', body: null, contentType: null });
      }),
    );
    await Promise.all(connections);
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ engine }) => engine.close()));
  }
}
