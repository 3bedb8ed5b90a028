import { collectionPath, requestShape } from '../core/request-shape.ts';
import { auditId } from '../core/audit-id.ts';
import type { LoadResource } from '../core/scenario.ts';
import { objectBody } from './bodies.ts';
import type { PacedEngine, PacedRequest } from './paced-engine.ts';
import { type LoadPlan, POOL_SIZE, poolName } from './plan.ts';

type Call = Omit<PacedRequest, 'intendedMs'>;

/** Creates and deletes the objects that a load works on, with numbered requests of their own kind. */
export class LoadObjects {
  readonly #engine: PacedEngine;
  readonly #plan: LoadPlan;
  readonly #trialKey: string;
  #number = 0;

  constructor(engine: PacedEngine, plan: LoadPlan, trialKey: string) {
    this.#engine = engine;
    this.#plan = plan;
    this.#trialKey = trialKey;
  }

  /**
   * The namespace, the pool of each resource and what deletes will delete; what is there already is fine (several API
   * servers, one store).
   * Errors: when the API server refuses an object.
   */
  async create(): Promise<void> {
    const { namespace, pools, toDelete } = this.#plan;
    await this.#createObject('namespaces', namespace);
    for (const resource of pools) {
      const names = Array.from({ length: POOL_SIZE }, (_, index) => poolName(resource, namespace, index));
      await inParallel([...names, ...(toDelete.get(resource) ?? [])], (name) => this.#createObject(resource, name));
    }
  }

  /** Deletes everything; does not wait for namespaces to be gone, which takes a controller manager. */
  async remove(): Promise<void> {
    const { namespace, pools } = this.#plan;
    for (const resource of pools) {
      if (resource === 'namespaces') {
        const names = Array.from({ length: POOL_SIZE }, (_, index) => poolName(resource, namespace, index));
        await inParallel(names, (name) => this.#call('DELETE', `${collectionPath(resource, '')}/${name}`, null));
      } else await this.#call('DELETE', collectionPath(resource, namespace), null);
    }
    await this.#call('DELETE', `${collectionPath('namespaces', '')}/${namespace}`, null);
  }

  async #createObject(resource: LoadResource, name: string): Promise<void> {
    const template = { kind: 'resource', verb: 'create', resource, weight: 1, bodySizeBytes: 0 } as const;
    const shape = requestShape(template, { namespace: this.#plan.namespace, name });
    const status = await this.#call('POST', shape.url, objectBody(resource, name, 'seed'));
    if (status >= 400 && status !== 409)
      throw new Error(`POST ${shape.url} ${name}: the API server answered ${status}`);
  }

  #call(method: Call['method'], url: string, body: string | null): Promise<number> {
    this.#number += 1;
    const id = auditId(this.#trialKey, 'setup', this.#number);
    return this.#engine.call({ id, method, url, body, contentType: body === null ? null : 'application/json' });
  }
}

async function inParallel(names: readonly string[], work: (name: string) => Promise<unknown>): Promise<void> {
  const left = [...names];
  const worker = async (): Promise<void> => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) await work(name);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}
