import type { Problem } from '../../core/errors.ts';
import { NEWEST_MINOR } from '../../core/kubernetes-defaults.ts';
import type { Policy } from '../../core/policy.ts';
import { formatPath, show, sortProblems } from '../problems.ts';
import type { Path } from '../yaml-document.ts';
import { isRecord } from '../yaml-values.ts';
import { decodePolicy } from './decoder.ts';
import { type GoDocument, readGoDocument } from './go-yaml.ts';
import { type DecodedPolicy, validatePolicy } from './validation.ts';

/** What kube-apiserver makes of a policy. */
export interface PolicyReading {
  /** `null`: it does not start. */
  readonly policy: Policy | null;
  /** Of these it warns, and runs the policy without them. */
  readonly warnings: readonly Problem[];
  readonly refusals: readonly Problem[];
}

/**
 * A policy as kube-apiserver of that minor version reads it: strictly, and where only unknown or doubled keys are in the
 * way leniently. Source: k8s.io/apiserver pkg/audit/policy/reader.go `LoadPolicyFromBytes` at v0.36.3.
 */
export function readPolicy(text: string, file: string, kubernetesMinor = NEWEST_MINOR): PolicyReading {
  const document = readGoDocument(text, file);
  if (document.refusals.length > 0) return { policy: null, warnings: [], refusals: document.refusals };
  return readPolicyValue({ ...document, file }, [], kubernetesMinor);
}

type Source = Omit<GoDocument, 'refusals'> & { readonly file: string };

/** The same for a value that stands somewhere in another file. */
export function readPolicyValue(source: Source, at: Path, kubernetesMinor = NEWEST_MINOR): PolicyReading {
  const refusals: Problem[] = [];
  const refuse = (path: Path, sentence: string): void => {
    const { line, column } = source.place([...at, ...path]);
    const name = formatPath(path);
    refusals.push({ file: source.file, line, column, message: name === '' ? sentence : `${name}: ${sentence}` });
  };
  if (!isRecord(source.value)) refuse([], `expected an audit policy, got ${show(source.value)}`);
  else refuseKind(source.value, refuse);
  const decoded = decodePolicy(source, at);
  refusals.push(...decoded.refusals);
  if (refusals.length === 0) validatePolicy(decoded.value as DecodedPolicy, kubernetesMinor, refuse);
  return {
    policy: refusals.length === 0 ? policyOf(decoded.value as Policy & { metadata?: unknown }) : null,
    warnings: sortProblems([...source.duplicates, ...decoded.unknown]),
    refusals: sortProblems(refusals),
  };
}

/** Without metadata, which decide nothing. */
function policyOf({ metadata: _metadata, ...fields }: Policy & { readonly metadata?: unknown }): Policy {
  return { ...fields, apiVersion: 'audit.k8s.io/v1', kind: 'Policy' };
}

/** The group and version must be right; a kind may be missing, for the decoder knows what it wants. */
function refuseKind(value: Readonly<Record<string, unknown>>, refuse: (path: Path, sentence: string) => void): void {
  const version = metaOf(value, 'apiVersion');
  const kind = metaOf(value, 'kind');
  if (version !== 'audit.k8s.io/v1') {
    const removed = typeof version === 'string' && /^audit\.k8s\.io\/v1(alpha|beta)1$/.test(version);
    refuse(
      ['apiVersion'],
      `${removed ? 'was removed in Kubernetes 1.24, ' : ''}expected "audit.k8s.io/v1", got ${show(version)}`,
    );
  }
  if (kind !== 'Policy' && kind !== '' && kind !== undefined && kind !== null)
    refuse(['kind'], `expected "Policy", got ${show(kind)}`);
}

/** As Go's own JSON reader, which takes `apiversion` for `apiVersion`; of several the last in order counts. */
function metaOf(value: Readonly<Record<string, unknown>>, name: string): unknown {
  const keys = Object.keys(value).filter((key) => key.toLowerCase() === name.toLowerCase());
  const chosen = keys.sort((a, b) => (a < b ? -1 : 1)).at(-1);
  return chosen === undefined ? undefined : value[chosen];
}
