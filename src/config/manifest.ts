import { type AuditFlagsRead, readAuditFlags } from '../core/audit-flags/read.ts';
import type { Problem } from '../core/errors.ts';
import { NEWEST_MINOR } from '../core/kubernetes-defaults.ts';
import type { FoundCommandLine } from './manifests/form.ts';
import { systemdCommandLine } from './manifests/systemd.ts';
import { yamlCommandLine } from './manifests/yaml-forms.ts';
import { sortProblems } from './problems.ts';
import { readYamlDocuments } from './yaml-document.ts';

/** What a file of a Kubernetes tool says of auditing. */
export interface AuditManifest {
  /** What kind of file it is: `kubeadm ClusterConfiguration (v1beta4)`. */
  readonly kind: string;
  /** Such as `v1.34.4`, where the file names it. */
  readonly version: string | null;
  readonly flags: AuditFlagsRead['flags'];
  /** `null`: there are problems. */
  readonly configuration: AuditFlagsRead['configuration'];
  /** One sentence each; the first says what was found. */
  readonly notes: readonly string[];
  /** With file, line and column. */
  readonly problems: readonly Problem[];
}

/** The kinds of files that are read, for messages. */
export const MANIFEST_KINDS =
  "a static pod, kubeadm's ClusterConfiguration, a kind cluster, a KubeadmControlPlane, RKE2's or k3s' config.yaml, a Talos machine config, a systemd unit";

/** Finds the audit flags in a file by whatever tool; `null`: a kind of file that holds none (see MANIFEST_KINDS). */
export function readAuditManifest(text: string, file: string): AuditManifest | null {
  const found = systemdCommandLine(text, file) ?? inYaml(text, file);
  if (found === null) return null;
  const { kind, where, words, version, notes } = found;
  const read = readAuditFlags(
    words.map((word) => word.text),
    minorOf(version),
  );
  const problems = sortProblems([
    ...found.problems,
    ...read.problems.map(({ message, hint, word }) => ({
      file,
      ...placeOf(words[word]),
      message,
      ...(hint === undefined ? {} : { hint }),
    })),
  ]);
  const count = Object.keys(read.flags).length;
  const what = count === 0 ? 'no audit flags: auditing is off' : `${count} audit ${count === 1 ? 'flag' : 'flags'}`;
  const summary = `${kind}${where === '' ? '' : `, ${where}`}: ${what}`;
  return {
    kind,
    version,
    flags: read.flags,
    problems,
    configuration: problems.length === 0 ? read.configuration : null,
    notes: [summary, ...notes, ...read.notes],
  };
}

function inYaml(text: string, file: string): FoundCommandLine | null {
  const read = readYamlDocuments(text, file);
  if ('problems' in read)
    return { kind: 'YAML file', where: '', words: [], version: null, notes: [], problems: read.problems };
  for (const source of read.sources) {
    const found = yamlCommandLine(source);
    if (found !== null) return found;
  }
  return null;
}

function placeOf(word: { readonly line: number; readonly column: number } | undefined): Partial<Problem> {
  return word === undefined ? {} : { line: word.line, column: word.column };
}

/** `v1.34.4` → 34; what names no version is taken for the newest. */
function minorOf(version: string | null): number {
  return Number(/^v?1\.(\d+)/.exec(version ?? '')?.[1] ?? NEWEST_MINOR);
}
