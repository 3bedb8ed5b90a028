import { stringify } from 'yaml';
import type { Problem } from '../../core/errors.ts';
import type { PolicyReadingMode, PolicySource } from '../../core/scenario.ts';
import type { YamlSource } from '../yaml-document.ts';
import { valueAt } from '../yaml-values.ts';
import { type PolicyReading, readPolicy, readPolicyValue } from './read.ts';

const LENIENT_HINT =
  'kube-apiserver only warns of this, starts, and audits something else than was meant: check the indentation against https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ (--lenient-policy takes it as kube-apiserver does)';
const REFUSED_HINT = 'kube-apiserver does not start with this policy';

export type PolicyParsed = { readonly policy: PolicySource } | { readonly problems: readonly Problem[] };

/** A policy as kube-apiserver reads it; strictly, unlike kube-apiserver, unless its lenient reading is asked for. */
export function parsePolicy(
  text: string,
  file: string,
  label: string,
  mode: PolicyReadingMode = 'strict',
): PolicyParsed {
  return judged(readPolicy(text, file), { label, text }, mode);
}

/** A policy written into the scenario; its text for kube-apiserver is made from it. */
export function inlinePolicy(source: YamlSource, mode: PolicyReadingMode = 'strict'): PolicyParsed {
  const at = ['policy'];
  const value = valueAt(source, at);
  const nested = { ...source, value, booleanText: () => undefined, duplicates: [] };
  // kube-apiserver reads YAML 1.1, where a plain yes is no text.
  return judged(readPolicyValue(nested, at), { label: 'inline', text: stringify(value, { version: '1.1' }) }, mode);
}

function judged(
  reading: PolicyReading,
  source: Pick<PolicySource, 'label' | 'text'>,
  mode: PolicyReadingMode,
): PolicyParsed {
  const { policy, warnings, refusals } = reading;
  if (policy !== null && (warnings.length === 0 || mode === 'lenient'))
    return { policy: { ...source, policy, warnings } };
  return {
    problems: [
      ...refusals.map((problem) => ({ ...problem, hint: REFUSED_HINT })),
      ...warnings.map((problem) => ({ ...problem, hint: LENIENT_HINT })),
    ],
  };
}
