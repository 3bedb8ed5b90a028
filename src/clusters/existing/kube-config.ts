import type { KubeConfig } from './kubernetes-client.ts';
import { badInput, messageOf } from '../../core/errors.ts';

/**
 * Opens a kubeconfig with one of its contexts chosen.
 * Errors: AuditBenchError (exit 2) when it cannot be read, names no such context, or its context no cluster.
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
  if (context !== undefined) {
    if (config.getContextObject(context) === null) {
      const known = config.getContexts().map(({ name }) => name);
      throw badInput(`${path}: there is no context "${context}"`, `it has: ${known.join(', ') || 'none'}`);
    }
    config.setCurrentContext(context);
  }
  if (config.getCurrentCluster()?.server === undefined)
    throw badInput(`${path}: names no cluster`, 'choose one with --context');
  return config;
}
