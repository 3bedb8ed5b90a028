import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { readTextIfThere } from '../../platform/files.ts';
import type { KubeConfig } from './kubernetes-client.ts';
import { badInput, messageOf } from '../../core/errors.ts';

/**
 * Opens a kubeconfig with one of its contexts chosen.
 * Errors: AuditBenchError (exit 2) when it cannot be read, names no such context, or its context no cluster or no such user.
 */
export async function openKubeConfig(path: string, context: string | undefined): Promise<KubeConfig> {
  // The largest module of all: only who connects pays for it.
  const { KubeConfig } = await import('./kubernetes-client.ts');
  const config = new KubeConfig();
  try {
    config.loadFromFile(path);
  } catch (error) {
    throw badInput(`${path}: cannot be read as a kubeconfig: ${messageOf(error)}`);
  }
  await readTokenFiles(config, path);
  if (context !== undefined) {
    if (config.getContextObject(context) === null) {
      const known = config.getContexts().map(({ name }) => name);
      throw badInput(`${path}: there is no context "${context}"`, `it has: ${known.join(', ') || 'none'}`);
    }
    config.setCurrentContext(context);
  }
  const named = config.getContextObject(config.getCurrentContext())?.user;
  if (named !== undefined && config.getCurrentUser() === null)
    throw badInput(
      `${path}: context "${config.getCurrentContext()}" is of user "${named}", whom the file does not have`,
      'choose another one with --context',
    );
  if (config.getCurrentCluster()?.server === undefined)
    throw badInput(`${path}: names no cluster`, 'choose one with --context');
  return config;
}

interface RawUsers {
  readonly users?: readonly { readonly name: string; readonly user?: { readonly tokenFile?: string } }[];
}

/** A user's `tokenFile`, which the client library passes over (1.4), is read for every connection, for tokens change. */
async function readTokenFiles(config: KubeConfig, path: string): Promise<void> {
  const { users = [] } = parse((await readTextIfThere(path)) ?? '') as RawUsers;
  const files = new Map(users.flatMap(({ name, user }) => (user?.tokenFile ? [[name, user.tokenFile] as const] : [])));
  config.addAuthenticator({
    isAuthProvider: ({ name, token }) => token === undefined && files.has(name),
    async applyAuthentication({ name }, { headers }) {
      const file = resolve(dirname(path), files.get(name) ?? '');
      const token = await readTextIfThere(file);
      if (token === undefined) throw badInput(`${path}: user ${name}: there is no token file ${file}`);
      Object.assign(headers ?? {}, { Authorization: `Bearer ${token.trim()}` });
    },
  });
}
