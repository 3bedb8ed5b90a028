import type { BatchRecord } from '../../core/records.ts';

/**
 * Where batches came from: a connection of the receiver, whose API server is learnt from the first request of ours in its
 * batches, or an API server that the way of the batch names.
 */
export class Peers {
  readonly #named: readonly string[];
  readonly #numbers = new Map<string, number>();
  /** By peer; -1: not known. */
  readonly #instances: number[] = [];

  constructor(instances: readonly string[]) {
    this.#named = instances;
  }

  /** A small number for the place that a batch came from. */
  numberOf({ instance, peer = '' }: Pick<BatchRecord, 'instance' | 'peer'>): number {
    const key = instance === undefined ? `peer ${peer}` : `instance ${instance}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#instances.push(instance === undefined ? -1 : this.#named.indexOf(instance)) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }

  isKnown(peer: number): boolean {
    return this.#instances[peer] !== -1;
  }

  learn(peer: number, instance: number): void {
    this.#instances[peer] = instance;
  }

  /** Index of the API server; `otherwise` where no request of ours has told. */
  instanceOf(peer: number, otherwise: number): number {
    const instance = this.#instances[peer] ?? -1;
    return instance === -1 ? otherwise : instance;
  }
}
