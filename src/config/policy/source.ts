import { messageOf, type Problem } from '../../core/errors.ts';
import { nearest } from '../../core/nearest.ts';
import type { PolicyReadingMode, PolicySource } from '../../core/scenario.ts';
import { pathRefusal } from '../../core/system-error.ts';
import { problemAt, show } from '../problems.ts';
import type { ReadText } from '../read-text.ts';
import type { Path, YamlSource } from '../yaml-document.ts';
import { BUNDLED_POLICIES } from './bundled.ts';
import { inlinePolicy, parsePolicy } from './parse.ts';

export interface PolicyInputs {
  readonly mode: PolicyReadingMode;
  readonly source: YamlSource;
  readonly readText: ReadText;
}

/** A shorthand, a path, or the policy itself; `at`: where it stands. */
export async function readPolicySource(
  policy: unknown,
  at: Path,
  { mode, source, readText }: PolicyInputs,
): Promise<{ policy: PolicySource } | { problems: readonly Problem[] }> {
  if (typeof policy === 'object' && policy !== null && at.length === 1) return inlinePolicy(source, mode);
  if (typeof policy !== 'string') {
    return {
      problems: [problemAt(source, at, `expected a shorthand, a path or a policy, got ${show(policy)}`)],
    };
  }
  // Looked for among its own names: an object has others, such as "constructor".
  const bundled = Object.hasOwn(BUNDLED_POLICIES, policy) ? BUNDLED_POLICIES[policy] : undefined;
  if (bundled !== undefined) return parsePolicy(bundled, policy, policy);
  if (!/[./\\]/.test(policy)) {
    const near = nearest(policy, Object.keys(BUNDLED_POLICIES));
    const advice =
      near === undefined ? `known: ${Object.keys(BUNDLED_POLICIES).join(', ')}` : `did you mean "${near}"?`;
    return { problems: [problemAt(source, at, `unknown policy ${show(policy)}, ${advice}`)] };
  }
  const text = await readText(policy, at.length === 1 ? 'policy' : 'variant policy').catch((error: unknown) => ({
    refusal: pathRefusal(error) ?? messageOf(error),
  }));
  if (typeof text === 'object') return { problems: [problemAt(source, at, `${show(policy)}: ${text.refusal}`)] };
  if (text === undefined)
    return {
      problems: [problemAt(source, at, `there is no file ${show(policy)}`, 'paths are relative to the scenario file')],
    };
  return parsePolicy(text, policy, policy, mode);
}

/** The policies of variants that have one of their own, by their place in the file. */
export async function readVariantPolicies(
  variants: readonly { readonly policy?: string | undefined }[],
  inputs: PolicyInputs,
): Promise<{ readonly policies: ReadonlyMap<number, PolicySource>; readonly problems: readonly Problem[] }> {
  const policies = new Map<number, PolicySource>();
  const problems: Problem[] = [];
  for (const [index, { policy }] of variants.entries()) {
    if (policy === undefined) continue;
    const read = await readPolicySource(policy, ['variants', index, 'policy'], inputs);
    if ('problems' in read) problems.push(...read.problems);
    else policies.set(index, read.policy);
  }
  return { policies, problems };
}
