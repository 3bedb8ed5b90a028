import type { RequestOptions } from 'node:https';
import type { UsableCredentials } from '../../core/credentials.ts';
import { badInput } from '../../core/errors.ts';
import { epochMs } from '../../platform/clock.ts';
import { TRUSTED_PEM } from '../../platform/trusted.ts';
import { refuseExpiredToken } from './expired.ts';
import type { KubeConfig } from './kubernetes-client.ts';

/** How the user of a kubeconfig reaches its cluster, in the words of probes and loads. */
export interface ClusterAccess {
  readonly caPem: string;
  readonly credentials: UsableCredentials;
}

/**
 * Asks the plugins of the kubeconfig (exec, OIDC) for what they have now.
 * Errors: AuditBenchError (exit 2) for a token that has run out.
 */
export async function httpsOptionsOf(config: KubeConfig): Promise<RequestOptions> {
  const options: RequestOptions = {};
  refuseExpiredToken(config.getCurrentUser(), config.getCurrentContext(), epochMs());
  await config.applyToHTTPSOptions(options);
  return options;
}

/**
 * The same in the words of probes and loads.
 * Errors: AuditBenchError (exit 2) for a kubeconfig that says it in another way, or whose token has run out.
 */
export async function clusterAccess(config: KubeConfig): Promise<ClusterAccess> {
  const context = config.getCurrentContext();
  const options = await httpsOptionsOf(config);
  const refusal = refusalOf(options, config.getCurrentCluster()?.proxyUrl);
  if (refusal !== null) throw badInput(`context ${context}: ${refusal}`);
  const caPem = textOf(options.ca) ?? TRUSTED_PEM;
  const token = /^Bearer (.+)$/.exec(String(headerOf(options, 'Authorization')))?.[1];
  const [certificatePem, keyPem] = [textOf(options.cert), textOf(options.key)];
  if (token !== undefined) return { caPem, credentials: { kind: 'token', token } };
  if (certificatePem !== null && keyPem !== null)
    return { caPem, credentials: { kind: 'certificate', certificatePem, keyPem } };
  throw badInput(
    `context ${context}: its user has neither a certificate nor a token`,
    'audit-bench takes certificates, tokens, and what exec and OIDC plugins give',
  );
}

function refusalOf(options: RequestOptions, proxyUrl: string | undefined): string | null {
  if (options.rejectUnauthorized === false)
    return 'insecure-skip-tls-verify is set, and audit-bench verifies whom it talks to';
  if (options.servername !== undefined) return 'tls-server-name is set, which audit-bench does not know';
  if (proxyUrl !== undefined) return 'proxy-url is set, and times through a proxy say nothing';
  return null;
}

function headerOf({ headers }: RequestOptions, name: string): unknown {
  return (headers as Readonly<Record<string, unknown>> | undefined)?.[name];
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value;
  return value instanceof Uint8Array && value.length > 0 ? Buffer.from(value).toString('utf8') : null;
}
