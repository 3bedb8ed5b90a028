import type { Problem } from '../core/errors.ts';
import { isLoopback } from '../core/loopback.ts';
import { certificateProblems, type FileReader } from './kubeconfig-certificates.ts';
import { problemAt, sortProblems } from './problems.ts';
import { type Path, readYaml, type YamlSource } from './yaml-document.ts';
import { isRecord, itemsAt, textAt } from './yaml-values.ts';

export interface KubeconfigInputs {
  /** Text of a file that the kubeconfig names, relative to it; `undefined`: not there. */
  readonly readText: FileReader;
  readonly nowMs: number;
}

export interface WebhookKubeconfig {
  readonly server: string | null;
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * A kubeconfig judged as kube-apiserver's --audit-webhook-config-file, which is read once, at start.
 * Source: k8s.io/apiserver pkg/util/webhook/webhook.go `LoadKubeconfig` and k8s.io/client-go tools/clientcmd at v0.36.3.
 */
export async function readWebhookKubeconfig(
  text: string,
  file: string,
  inputs: KubeconfigInputs,
): Promise<WebhookKubeconfig> {
  const read = readYaml(text, file);
  if ('problems' in read) return { server: null, notes: [], problems: read.problems };
  const { source } = read;
  const chosen = currentContext(source);
  if ('problems' in chosen) return { server: null, notes: [], problems: chosen.problems };
  const server = textAt(source, [...chosen.cluster, 'server']);
  const judged = serverProblems(source, chosen.cluster, server);
  const certificates = await certificateProblems(source, chosen, server ?? '', inputs);
  return {
    server,
    notes: [...judged.notes, ...certificates.notes],
    problems: sortProblems([...judged.problems, ...certificates.problems]),
  };
}

/** Paths of what the current context names. */
export interface ChosenContext {
  readonly cluster: Path;
  /** `null`: the context names no user. */
  readonly user: Path | null;
}

function currentContext(source: YamlSource): ChosenContext | { problems: readonly Problem[] } {
  const refuse = (path: Path, sentence: string, hint?: string): { problems: readonly Problem[] } => ({
    problems: [problemAt(source, path, sentence, hint)],
  });
  const name = textAt(source, ['current-context']) ?? '';
  if (name === '')
    return refuse(['current-context'], 'is missing: kube-apiserver takes no context by itself and does not start');
  const context = entryOf(source, 'contexts', name);
  if (context === null) return refuse(['current-context'], `there is no context "${name}"${known(source, 'contexts')}`);
  const at = [...context, 'context'];
  const clusterName = textAt(source, [...at, 'cluster']) ?? '';
  const cluster = entryOf(source, 'clusters', clusterName);
  if (cluster === null)
    return refuse([...at, 'cluster'], `there is no cluster "${clusterName}"${known(source, 'clusters')}`);
  const userName = textAt(source, [...at, 'user']) ?? '';
  const user = entryOf(source, 'users', userName);
  if (user === null && userName !== '')
    return refuse([...at, 'user'], `there is no user "${userName}"${known(source, 'users')}`);
  return { cluster: [...cluster, 'cluster'], user: user === null ? null : [...user, 'user'] };
}

function entryOf(source: YamlSource, list: string, name: string): Path | null {
  const index = itemsAt(source, [list]).findIndex((entry) => isRecord(entry) && entry['name'] === name);
  return index === -1 ? null : [list, index];
}

function known(source: YamlSource, list: string): string {
  const names = itemsAt(source, [list]).flatMap((entry) => (isRecord(entry) ? [String(entry['name'])] : []));
  return names.length === 0 ? `: ${list} is empty` : `, known: ${names.join(', ')}`;
}

function serverProblems(
  source: YamlSource,
  cluster: Path,
  server: string | null,
): { readonly notes: readonly string[]; readonly problems: readonly Problem[] } {
  const at = [...cluster, 'server'];
  const refuse = (sentence: string, hint: string): { notes: readonly string[]; problems: readonly Problem[] } => ({
    notes: [],
    problems: [problemAt(source, at, sentence, hint)],
  });
  if (server === null || server === '') return refuse('is missing: nowhere to POST to', 'https://ADDRESS:PORT/PATH');
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol))
    return refuse(
      `expected an address such as "https://10.0.0.5:8443/audit", got "${server}"`,
      'with https:// in front',
    );
  const { hostname, protocol } = new URL(server);
  if (needsClusterDns(hostname))
    return refuse(
      `"${hostname}" is a name of the cluster's DNS, and kube-apiserver asks its node's`,
      "write the Service's cluster IP or an address of a node",
    );
  return {
    notes:
      protocol === 'http:' && !isLoopback(hostname)
        ? ['the server is http: audit events travel unencrypted, and anybody may send such']
        : [],
    problems: [],
  };
}

/** `falco.falco.svc`, `falco.falco.svc.cluster.local`, and `falco.falco`: two labels of which the last is no domain. */
function needsClusterDns(hostname: string): boolean {
  return /\.svc(\.|$)/.test(hostname) || hostname.endsWith('.cluster.local');
}
