import type { RequestInfo } from './request-info.ts';
import { mergePatch, Store, type StoredObject } from './store.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The requests that scenarios use, with the bodies and status codes of a real API server; a Status 404 for the rest. */
export class EmulatedApi {
  readonly #store = new Store();
  readonly #version: string;

  constructor(version: string) {
    this.#version = version;
    for (const name of ['default', 'kube-system']) this.#store.put('namespaces', '', {}, name, '2026-01-01T00:00:00Z');
  }

  /** `body`: parsed JSON, or undefined. `now`: RFC 3339 with whole seconds. */
  answer(info: RequestInfo, body: unknown, now: string): ApiAnswer {
    if (!info.isResourceRequest) return this.#nonResource(info.path);
    const { namespace, name, verb } = info;
    const resource = storedAs(info);
    const kind = Store.kindOf(resource) ?? kindOfBody(body);
    if (info.subresource !== '' && !OF_THE_OBJECT.has(info.subresource)) return notFoundPath();
    const missing = (): ApiAnswer =>
      failure(404, 'NotFound', `${resource} "${name}" not found`, { name, kind: resource });
    if (
      namespace !== '' &&
      resource !== 'namespaces' &&
      verb === 'create' &&
      this.#store.get('namespaces', '', namespace) === undefined
    ) {
      return failure(404, 'NotFound', `namespaces "${namespace}" not found`, { name: namespace, kind: 'namespaces' });
    }
    switch (verb) {
      case 'get': {
        const object = this.#store.get(resource, namespace, name);
        return object === undefined ? missing() : { status: 200, body: object };
      }
      case 'list':
      case 'watch':
        return { status: 200, body: this.#listOf(kind, this.#store.list(resource, namespace)) };
      case 'create':
        return this.#create(info, body, now);
      case 'update':
      case 'patch': {
        const old = this.#store.get(resource, namespace, name);
        if (old === undefined) return missing();
        // Of a JSON patch nothing is carried out: it is audited and answered.
        const next = verb === 'update' ? body : Array.isArray(body) ? old : mergePatch(old, body);
        if (!isObject(next)) return badBody();
        return { status: 200, body: this.#store.put(resource, namespace, next, name, now) };
      }
      case 'delete': {
        const object = isDryRun(info, body)
          ? this.#store.get(resource, namespace, name)
          : this.#store.delete(resource, namespace, name);
        if (object === undefined) return missing();
        return {
          status: 200,
          body: {
            kind: 'Status',
            apiVersion: 'v1',
            metadata: {},
            status: 'Success',
            details: { name, kind: resource },
          },
        };
      }
      case 'deletecollection': {
        const objects = this.#store.list(resource, namespace);
        for (const object of objects) this.#store.delete(resource, namespace, object.metadata.name);
        return { status: 200, body: this.#listOf(kind, objects) };
      }
      default:
        return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
    }
  }

  #create(info: RequestInfo, body: unknown, now: string): ApiAnswer {
    const { namespace } = info;
    const resource = storedAs(info);
    const name = isObject(body) ? (body['metadata'] as { name?: string } | undefined)?.name : undefined;
    // A review is answered and not stored.
    if (isObject(body) && name === undefined && resource.includes('reviews.')) return { status: 201, body };
    if (!isObject(body) || name === undefined) return badBody();
    const scope = resource === 'namespaces' ? '' : namespace;
    if (this.#store.get(resource, scope, name) !== undefined) {
      return failure(409, 'AlreadyExists', `${resource} "${name}" already exists`, { name, kind: resource });
    }
    return { status: 201, body: this.#store.put(resource, scope, body, name, now) };
  }

  #listOf(kind: string, items: readonly StoredObject[]): unknown {
    return { kind: `${kind}List`, apiVersion: 'v1', metadata: { resourceVersion: String(this.#store.version) }, items };
  }

  #nonResource(path: string): ApiAnswer {
    if (path === '/version' || path === '/version/') {
      const [major = '1', minor = '0'] = this.#version.split('.');
      return {
        status: 200,
        body: { major, minor, gitVersion: `v${this.#version}-audit-bench.emulated`, platform: 'audit-bench/emulated' },
      };
    }
    if (path === '/api') return { status: 200, body: { kind: 'APIVersions', versions: ['v1'] } };
    if (path === '/apis') return { status: 200, body: { kind: 'APIGroupList', apiVersion: 'v1', groups: [] } };
    if (path === '/api/v1') {
      const resources = ['configmaps', 'secrets', 'pods', 'namespaces'].map((name) => ({
        name,
        singularName: '',
        namespaced: name !== 'namespaces',
        kind: Store.kindOf(name),
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      }));
      return { status: 200, body: { kind: 'APIResourceList', groupVersion: 'v1', resources } };
    }
    return notFoundPath();
  }
}

/** Subresources that are views of the object itself. */
const OF_THE_OBJECT: ReadonlySet<string> = new Set(['status', 'scale']);

/** Two groups may each have a resource of a name. */
function storedAs({ resource, group }: RequestInfo): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** In the URL, or in DeleteOptions. */
function isDryRun({ query }: RequestInfo, body: unknown): boolean {
  return query.has('dryRun') || (isObject(body) && body['dryRun'] !== undefined);
}

function kindOfBody(body: unknown): string {
  return isObject(body) && typeof body['kind'] === 'string' ? body['kind'] : 'Object';
}

function failure(code: number, reason: string, message: string, details: object): ApiAnswer {
  return {
    status: code,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code },
  };
}

function notFoundPath(): ApiAnswer {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

function badBody(): ApiAnswer {
  return failure(400, 'BadRequest', 'the object provided is unrecognized', {});
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
