import { AUDIT_LEVELS, AUDIT_STAGES } from '../../core/policy.ts';
import { ANY_GROUP_MINOR } from '../../core/policy-needs.ts';
import { show } from '../problems.ts';
import type { Path } from '../yaml-document.ts';

/** A policy as decoded: levels and stages may still be any text. */
export interface DecodedPolicy {
  readonly rules?: readonly DecodedRule[];
  readonly omitStages?: readonly string[];
}

interface DecodedRule {
  readonly level?: string;
  readonly resources?: readonly {
    readonly group?: string;
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
  }[];
  readonly namespaces?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly omitStages?: readonly string[];
}

const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

type Refuse = (path: Path, sentence: string) => void;

/** Source: k8s.io/apiserver pkg/apis/audit/validation/validation.go at v0.34.4 and v0.36.3. */
export function validatePolicy(policy: DecodedPolicy, kubernetesMinor: number, refuse: Refuse): void {
  validateStages(policy.omitStages ?? [], ['omitStages'], refuse);
  const rules = policy.rules ?? [];
  if (rules.length === 0)
    refuse(
      ['rules'],
      policy.rules === undefined ? 'is missing: a policy without rules is refused' : 'must not be empty',
    );
  for (const [index, rule] of rules.entries()) {
    const at = ['rules', index];
    if (!(AUDIT_LEVELS as readonly unknown[]).includes(rule.level)) {
      const expected = AUDIT_LEVELS.map((level) => show(level)).join(' or ');
      const missing = rule.level === undefined || rule.level === '';
      refuse(
        [...at, 'level'],
        missing ? `is missing, expected ${expected}` : `expected ${expected}, got ${show(rule.level)}`,
      );
    }
    validatePaths(rule, at, refuse);
    for (const [group, { group: name = '', resources = [], resourceNames = [] }] of (rule.resources ?? []).entries()) {
      validateGroup(name, kubernetesMinor, (sentence) => refuse([...at, 'resources', group, 'group'], sentence));
      if (resourceNames.length > 0 && resources.length === 0)
        refuse([...at, 'resources', group], 'resourceNames need resources beside them');
    }
    validateStages(rule.omitStages ?? [], [...at, 'omitStages'], refuse);
  }
}

function validatePaths(rule: DecodedRule, at: Path, refuse: Refuse): void {
  const urls = rule.nonResourceURLs ?? [];
  const path = [...at, 'nonResourceURLs'];
  if (urls.length > 0 && (rule.resources?.length ?? 0) + (rule.namespaces?.length ?? 0) > 0)
    refuse(path, 'a rule cannot have both nonResourceURLs and resources or namespaces');
  for (const url of urls) {
    if (url !== '*' && !url.startsWith('/')) refuse(path, `a path must begin with "/", got "${url}"`);
    if (url.slice(0, -1).includes('*')) refuse(path, `"*" is allowed at the end only, got "${url}"`);
  }
}

function validateGroup(name: string, kubernetesMinor: number, refuse: (sentence: string) => void): void {
  if (name === '') return;
  if (name === '*') {
    if (kubernetesMinor < ANY_GROUP_MINOR)
      refuse(`"*" means every group since Kubernetes 1.${ANY_GROUP_MINOR}, this one refuses it`);
    return;
  }
  if (name.includes('/')) refuse(`a group has no version, got "${name}"`);
  else if (name.length > 253 || !DNS_SUBDOMAIN.test(name))
    refuse(`a group is a DNS name in small letters, got "${name}"`);
}

function validateStages(stages: readonly string[], at: Path, refuse: Refuse): void {
  for (const [index, stage] of stages.entries()) {
    if (!(AUDIT_STAGES as readonly string[]).includes(stage))
      refuse([...at, index], `expected ${AUDIT_STAGES.map((known) => show(known)).join(' or ')}, got ${show(stage)}`);
  }
}
