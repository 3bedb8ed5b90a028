import { z } from 'zod';
import { stringify } from 'yaml';
import type { Problem } from '../core/errors.ts';
import { AUDIT_LEVELS, AUDIT_STAGES, type Policy } from '../core/policy.ts';
import type { PolicySource } from '../core/scenario.ts';
import { problemAt, sortProblems, zodProblems } from './problems.ts';
import { readYaml, type YamlSource } from './yaml-document.ts';

const stages = z.array(z.enum(AUDIT_STAGES));
const strings = z.array(z.string());

const ruleSchema = z.strictObject({
  level: z.enum(AUDIT_LEVELS),
  users: strings.optional(),
  userGroups: strings.optional(),
  verbs: strings.optional(),
  resources: z
    .array(
      z.strictObject({
        group: z.string().optional(),
        resources: strings.optional(),
        resourceNames: strings.optional(),
      }),
    )
    .optional(),
  namespaces: strings.optional(),
  nonResourceURLs: strings.optional(),
  omitStages: stages.optional(),
  omitManagedFields: z.boolean().optional(),
});

/** audit.k8s.io/v1 Policy, strict: k8s.io/apiserver pkg/apis/audit/v1/types.go at v0.36.3. */
export const policySchema = z.strictObject({
  apiVersion: z.literal('audit.k8s.io/v1'),
  kind: z.literal('Policy'),
  metadata: z.looseObject({}).optional(),
  rules: z.array(ruleSchema).min(1),
  omitStages: stages.optional(),
  omitManagedFields: z.boolean().optional(),
});

const LENIENT_HINT =
  'kube-apiserver only warns of this, starts, and audits something else than was meant: check the indentation against https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/';

/** A policy decoded strictly. Unlike kube-apiserver, which falls back to a lenient reading, this refuses what it does not know. */
export function parsePolicy(
  text: string,
  file: string,
  label: string,
): { policy: PolicySource } | { problems: readonly Problem[] } {
  const read = readYaml(text, file);
  if ('problems' in read) return read;
  const checked = checkPolicy(read.source.value, read.source, []);
  return 'problems' in checked ? checked : { policy: { label, text, policy: checked.policy } };
}

/** A policy written into the scenario; its text for kube-apiserver is made from it. */
export function inlinePolicy(
  value: unknown,
  source: YamlSource,
): { policy: PolicySource } | { problems: readonly Problem[] } {
  const checked = checkPolicy(value, source, ['policy']);
  return 'problems' in checked
    ? checked
    : { policy: { label: 'inline', text: stringify(value), policy: checked.policy } };
}

function checkPolicy(
  value: unknown,
  source: YamlSource,
  at: readonly string[],
): { policy: Policy } | { problems: readonly Problem[] } {
  const parsed = policySchema.safeParse(value);
  if (!parsed.success) {
    const nested: YamlSource = { file: source.file, value, place: (path, of) => source.place([...at, ...path], of) };
    return {
      problems: zodProblems(nested, parsed.error, policySchema).map((problem) => ({ ...problem, hint: LENIENT_HINT })),
    };
  }
  const policy = parsed.data as Policy;
  const problems = ruleProblems(policy, source, at);
  return problems.length > 0 ? { problems: sortProblems(problems) } : { policy };
}

/** The rules of k8s.io/apiserver pkg/apis/audit/validation/validation.go at v0.36.3. */
function ruleProblems(policy: Policy, source: YamlSource, at: readonly string[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [index, rule] of policy.rules.entries()) {
    const refuse = (key: string, sentence: string): number =>
      problems.push(problemAt(source, [...at, 'rules', index, key], sentence));
    const urls = rule.nonResourceURLs ?? [];
    if (urls.length > 0 && (rule.resources?.length ?? 0) + (rule.namespaces?.length ?? 0) > 0) {
      refuse('nonResourceURLs', 'a rule cannot have both nonResourceURLs and resources or namespaces');
    }
    for (const url of urls) {
      if (url !== '*' && !url.startsWith('/')) refuse('nonResourceURLs', `a path must begin with "/", got "${url}"`);
      if (url.slice(0, -1).includes('*')) refuse('nonResourceURLs', `"*" is allowed at the end only, got "${url}"`);
    }
    for (const group of rule.resources ?? []) {
      if ((group.group ?? '').includes('/')) refuse('resources', `a group has no version, got "${group.group}"`);
      if ((group.resourceNames?.length ?? 0) > 0 && (group.resources?.length ?? 0) === 0) {
        refuse('resources', 'resourceNames need resources beside them');
      }
    }
  }
  return problems;
}

/** None for the harness's own scrapes and probes, one level for the rest. */
function bundled(level: string, omitStages: readonly string[]): string {
  return [
    'apiVersion: audit.k8s.io/v1',
    'kind: Policy',
    ...(omitStages.length > 0 ? [`omitStages: [${omitStages.join(', ')}]`] : []),
    'rules:',
    '  - level: None',
    '    nonResourceURLs: ["/metrics", "/readyz*", "/livez*", "/healthz*"]',
    `  - level: ${level}`,
    '',
  ].join('\n');
}

/** Shorthands for `policy:`. Those named `…-complete` omit RequestReceived: one event a request. */
export const BUNDLED_POLICIES: Readonly<Record<string, string>> = {
  metadata: bundled('Metadata', []),
  'metadata-complete': bundled('Metadata', ['RequestReceived']),
  request: bundled('Request', []),
  'request-complete': bundled('Request', ['RequestReceived']),
  'request-response': bundled('RequestResponse', []),
  'request-response-complete': bundled('RequestResponse', ['RequestReceived']),
};
