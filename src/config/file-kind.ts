import { systemdCommandLine } from './manifests/systemd.ts';
import { yamlCommandLine } from './manifests/yaml-forms.ts';
import { readYamlDocuments, type YamlSource } from './yaml-document.ts';
import { isRecord, textAt, valueAt } from './yaml-values.ts';

/** What a file is, told before it is judged. */
export type FileKind =
  | { readonly kind: 'scenario' | 'cluster' | 'policy' | 'kubeconfig' | 'manifest' | 'not YAML' }
  | { readonly kind: 'policy in a ConfigMap'; readonly key: string; readonly text: string }
  /** Another tool's or Kubernetes' own; `name` for a message: `a Cluster of kops`. */
  | { readonly kind: 'other'; readonly name: string; readonly hint: string };

const OTHER_CLUSTERS: readonly (readonly [prefix: string, name: string])[] = [
  ['kops.k8s.io/', 'a Cluster of kops'],
  ['cluster.x-k8s.io/', 'a Cluster of Cluster API'],
];

const TAKES =
  'audit-bench takes its own scenario and cluster files, audit policies, webhook kubeconfigs and manifests with the flags of kube-apiserver';

export function kindOfFile(text: string, file: string): FileKind {
  if (systemdCommandLine(text, file) !== null) return { kind: 'manifest' };
  const read = readYamlDocuments(text, file);
  if ('problems' in read) return { kind: /^\s*kind:\s*["']?Policy\b/m.test(text) ? 'policy' : 'not YAML' };
  const [source] = read.sources;
  if (source === undefined || !isRecord(source.value)) return { kind: 'other', name: 'no YAML mapping', hint: TAKES };
  return own(source) ?? configMap(source) ?? manifest(read.sources) ?? foreign(source);
}

/** By kind and API group; a policy in spite of a wrong group, for its own check says more. */
function own(source: YamlSource): FileKind | null {
  const kind = textAt(source, ['kind']);
  const version = textAt(source, ['apiVersion']) ?? '';
  if (kind === 'Policy' && (version === '' || version.startsWith('audit'))) return { kind: 'policy' };
  if (kind === 'Scenario') return { kind: 'scenario' };
  if (kind === 'Cluster' && (version === '' || version.startsWith('audit-bench'))) return { kind: 'cluster' };
  if (kind === 'Config' && (version === 'v1' || version === '')) return { kind: 'kubeconfig' };
  return kind === null && version.startsWith('audit-bench') ? { kind: 'scenario' } : null;
}

function configMap(source: YamlSource): FileKind | null {
  if (textAt(source, ['kind']) !== 'ConfigMap') return null;
  const data = valueAt(source, ['data']);
  const entries = isRecord(data) ? Object.entries(data) : [];
  const held = entries.find(([, value]) => typeof value === 'string' && /^\s*kind:\s*["']?Policy\b/m.test(value));
  return held === undefined ? null : { kind: 'policy in a ConfigMap', key: held[0], text: String(held[1]) };
}

function manifest(sources: readonly YamlSource[]): FileKind | null {
  const found = sources.map(yamlCommandLine).find((line) => line !== null);
  return found === undefined || found.where === '' ? null : { kind: 'manifest' };
}

function foreign(source: YamlSource): FileKind {
  const kind = textAt(source, ['kind']);
  const version = textAt(source, ['apiVersion']) ?? '';
  if (kind === null) {
    // A broken scenario has some of its keys.
    const keys = Object.keys(source.value as object);
    if (keys.some((key) => ['load', 'variants', 'tune', 'objectives'].includes(key))) return { kind: 'scenario' };
    return { kind: 'other', name: 'a YAML file without a kind', hint: TAKES };
  }
  const other = OTHER_CLUSTERS.find(([prefix]) => kind === 'Cluster' && version.startsWith(prefix));
  return {
    kind: 'other',
    name: other?.[1] ?? `a ${kind} of ${version === '' ? 'no apiVersion' : version}`,
    hint: TAKES,
  };
}
