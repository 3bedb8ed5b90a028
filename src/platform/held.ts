import type { Resource } from '../core/scope.ts';

/** What somebody holds, given back in reverse order. */
export class Held implements Resource {
  readonly #resources: Resource[] = [];

  keep<Kept extends Resource>(resource: Kept): Kept {
    this.#resources.push(resource);
    return resource;
  }

  /** All of it, also when one cannot be closed; the first error is thrown then. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const resource of this.#resources.splice(0).reverse()) {
      await resource.close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
