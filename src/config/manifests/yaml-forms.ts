import { scriptWords } from '../../core/audit-flags/command-line.ts';
import type { Problem } from '../../core/errors.ts';
import { problemAt } from '../problems.ts';
import type { Path, YamlSource } from '../yaml-document.ts';
import { isRecord, itemsAt, textAt, valueAt } from '../yaml-values.ts';
import type { FoundCommandLine, PlacedWord } from './form.ts';
import { nestedSources } from './nested.ts';

/** A kind of file that may hold kube-apiserver's flags. `null`: another kind of file. */
type Form = (source: YamlSource) => FoundCommandLine | null;

/** The flags of a YAML document by the first form that it has. */
export function yamlCommandLine(source: YamlSource): FoundCommandLine | null {
  for (const form of [pod, kubeadm, kindCluster, controlPlane, talos, rke2]) {
    const found = form(source);
    if (found !== null) return found;
  }
  return null;
}

/** A static pod, or a workload of a hosted control plane: the container that runs kube-apiserver. */
const pod: Form = (source) => {
  const kind = textAt(source, ['kind']);
  const at: Path | undefined = kind === 'Pod' ? ['spec'] : kind === null ? undefined : ['spec', 'template', 'spec'];
  if (at === undefined || !isRecord(valueAt(source, at)) || !Array.isArray(valueAt(source, [...at, 'containers'])))
    return null;
  const containers = itemsAt(source, [...at, 'containers']);
  const index = containers.findIndex(
    (container) => isRecord(container) && (container['name'] === 'kube-apiserver' || runsApiserver(container)),
  );
  if (index === -1)
    return {
      kind: `${kind}`,
      where: '',
      words: [],
      version: null,
      notes: [`the ${kind} runs no kube-apiserver`],
      problems: [],
    };
  const place = [...at, 'containers', index];
  const words = (['command', 'args'] as const).flatMap((key) =>
    listed(source, [...place, key]).flatMap((word) => scriptWords(word.text).map((text) => ({ ...word, text }))),
  );
  const image = textAt(source, [...place, 'image']) ?? '';
  return {
    kind: kind === 'Pod' ? 'static pod' : `${kind} of kube-apiserver`,
    where: `containers[${index}]`,
    words,
    version: /:(v1\.\d+\.\d+)/.exec(image)?.[1] ?? null,
    notes: [],
    problems: [],
  };
};

function runsApiserver(container: Readonly<Record<string, unknown>>): boolean {
  return /(^|[/"])kube-apiserver\b/.test(JSON.stringify([container['command'], container['args']]));
}

const kubeadm: Form = (source) => {
  const version = /^kubeadm\.k8s\.io\/(v\w+)$/.exec(textAt(source, ['apiVersion']) ?? '')?.[1];
  if (version === undefined || textAt(source, ['kind']) !== 'ClusterConfiguration') return null;
  return clusterConfiguration(source, [], `kubeadm ClusterConfiguration (${version})`);
};

/** kubeadm's own form: v1beta3 has a map, v1beta4 a list of names and values. */
function clusterConfiguration(source: YamlSource, at: Path, kind: string): FoundCommandLine {
  const place = [...at, 'apiServer', 'extraArgs'];
  return {
    kind,
    where: [...at, 'apiServer.extraArgs'].join('.'),
    words: [...mapped(source, place), ...named(source, place)],
    version: textAt(source, [...at, 'kubernetesVersion']),
    notes: [],
    problems: unquoted(source, place),
  };
}

/** kind puts patches for kubeadm's configuration into texts, for all nodes and for each. */
const kindCluster: Form = (source) => {
  if (textAt(source, ['kind']) !== 'Cluster' || !(textAt(source, ['apiVersion']) ?? '').startsWith('kind.x-k8s.io/'))
    return null;
  const lists: readonly Path[] = [
    ['kubeadmConfigPatches'],
    ...itemsAt(source, ['nodes']).map((_node, index): Path => ['nodes', index, 'kubeadmConfigPatches']),
  ];
  const patches = lists.flatMap((list) => itemsAt(source, list).map((_patch, index) => [...list, index]));
  const found = patches.flatMap((path) =>
    nestedSources(source, path)
      // kind merges a patch by its kind alone, so many leave the API version out.
      .filter((nested) => textAt(nested, ['kind']) === 'ClusterConfiguration')
      .map((nested) => clusterConfiguration(nested, [], '')),
  );
  const image = textAt(source, ['nodes', 0, 'image']) ?? '';
  return {
    kind: 'kind cluster',
    where: 'kubeadmConfigPatches',
    words: found.flatMap(({ words }) => words),
    version: /:(v1\.\d+\.\d+)/.exec(image)?.[1] ?? null,
    notes: [],
    problems: found.flatMap(({ problems }) => problems),
  };
};

const controlPlane: Form = (source) => {
  if (textAt(source, ['kind']) !== 'KubeadmControlPlane') return null;
  const at = ['spec', 'kubeadmConfigSpec', 'clusterConfiguration'];
  return {
    ...clusterConfiguration(source, at, 'Cluster API KubeadmControlPlane'),
    version: textAt(source, ['spec', 'version']),
  };
};

const talos: Form = (source) => {
  const at: Path = ['cluster', 'apiServer'];
  if (!isRecord(valueAt(source, ['machine'])) && !isRecord(valueAt(source, at))) return null;
  const image = textAt(source, [...at, 'image']) ?? '';
  return {
    kind: 'Talos machine config',
    where: 'cluster.apiServer.extraArgs',
    words: mapped(source, [...at, 'extraArgs']),
    version: /:(v1\.\d+\.\d+)/.exec(image)?.[1] ?? null,
    notes: ['Talos itself sets --audit-policy-file and --audit-log-path, with rotation, where extraArgs do not'],
    problems: [],
  };
};

const rke2: Form = (source) => {
  const value = source.value;
  if (!isRecord(value)) return null;
  const keys = Object.keys(value).filter((key) => /^kube-apiserver-arg\+?$/.test(key));
  if (keys.length === 0) return null;
  return {
    kind: /rke2/.test(source.file) || 'profile' in value ? 'RKE2 config.yaml' : 'RKE2 or k3s config.yaml',
    where: 'kube-apiserver-arg',
    words: keys.flatMap((key) => listed(source, [key]).map((word) => ({ ...word, text: dashed(word.text) }))),
    version: null,
    notes: [],
    problems: [],
  };
};

function dashed(argument: string): string {
  return argument.startsWith('-') ? argument : `--${argument}`;
}

/** kubeadm reads texts only: `30` or `true` without quotes stops it (json: cannot unmarshal number into … string). */
function unquoted(source: YamlSource, at: Path): readonly Problem[] {
  const value = valueAt(source, at);
  const entries: readonly (readonly [Path, unknown])[] = isRecord(value)
    ? Object.entries(value).map(([name, entry]) => [[...at, name], entry])
    : itemsAt(source, at).map((item, index) => [[...at, index, 'value'], isRecord(item) ? item['value'] : item]);
  return entries
    .filter(([, entry]) => typeof entry === 'number' || typeof entry === 'boolean')
    .map(([path, entry]) => problemAt(source, path, `kubeadm takes texts only, write "${String(entry)}" with quotes`));
}

/** A list of texts, or one text. */
function listed(source: YamlSource, at: Path): readonly PlacedWord[] {
  const value = valueAt(source, at);
  if (typeof value === 'string') return [{ text: value, ...source.place(at) }];
  return itemsAt(source, at).map((item, index) => ({ text: plain(item), ...source.place([...at, index]) }));
}

/** `name: value`, with several values in newer Talos. */
function mapped(source: YamlSource, at: Path): readonly PlacedWord[] {
  const value = valueAt(source, at);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) =>
    (Array.isArray(entry) ? entry : [entry]).map((one) => ({
      text: `${dashed(name)}=${plain(one)}`,
      ...source.place([...at, name], 'key'),
    })),
  );
}

/** `- name: …` with `value: …`. */
function named(source: YamlSource, at: Path): readonly PlacedWord[] {
  return itemsAt(source, at).flatMap((item, index) =>
    isRecord(item) && typeof item['name'] === 'string'
      ? [{ text: `${dashed(item['name'])}=${plain(item['value'])}`, ...source.place([...at, index]) }]
      : [],
  );
}

function plain(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
