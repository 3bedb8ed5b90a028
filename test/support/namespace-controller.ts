import { Agent, request } from 'undici';
import { tlsOf } from '../../src/core/credentials.ts';
import type { ApiAccess } from '../../src/core/api.ts';
import type { Resource, Scope } from '../../src/core/scope.ts';

interface Namespace {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
}

/** Lets namespaces end that are being deleted, as a controller manager does; what is in them stays in etcd. */
export function startNamespaceController({ instances, caPem, admin }: ApiAccess, scope: Scope): Resource {
  const origin = instances[0]?.origin ?? '';
  const agent = new Agent({ connect: { ca: caPem, ...tlsOf(admin) } });
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, scope.signal]);
  const finalize = async (): Promise<void> => {
    const answer = await request(`${origin}/api/v1/namespaces`, { dispatcher: agent, signal });
    const { items } = (await answer.body.json()) as { readonly items: readonly Namespace[] };
    for (const namespace of items.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)) {
      const body = { ...namespace, apiVersion: 'v1', kind: 'Namespace', spec: { finalizers: [] } };
      const { body: ended } = await request(`${origin}/api/v1/namespaces/${namespace.metadata.name}/finalize`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        dispatcher: agent,
        signal,
      });
      await ended.dump();
    }
  };
  const running = (async () => {
    while (!signal.aborted) {
      await finalize().catch(() => {});
      await scope.clock.sleep(200, signal).catch(() => {});
    }
  })();
  return {
    async close() {
      stop.abort();
      await running;
      await agent.destroy();
    },
  };
}
