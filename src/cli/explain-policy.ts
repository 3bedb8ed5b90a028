import { readGoDocument } from '../config/policy/go-yaml.ts';
import { badInput } from '../core/errors.ts';
import { groupsOf } from '../core/known-resources.ts';
import type { Policy, RequestAttributes } from '../core/policy.ts';
import { auditStages, evaluatePolicy, matchingRule } from '../pipeline/policy.ts';

/** A request as the options name it. */
export interface ExplainedRequest {
  readonly verb: string;
  readonly resource?: string;
  readonly path?: string;
  readonly user: string;
  readonly userGroup: readonly string[];
  readonly namespace: string;
  readonly name: string;
}

/** Errors: AuditBenchError (exit 2) unless there is either a resource or a path. */
export function requestOf(asked: ExplainedRequest): RequestAttributes {
  const { verb, user, userGroup: groups, namespace, name } = asked;
  if ((asked.resource === undefined) === (asked.path === undefined))
    throw badInput('policy explain needs either --resource or --path');
  const common = { verb, user, groups };
  if (asked.path !== undefined) {
    const nothing = { namespace: '', group: '', resource: '', subresource: '', name: '' };
    return { ...common, ...nothing, isResourceRequest: false, path: asked.path };
  }
  const [full = '', subresource = ''] = (asked.resource ?? '').split('/');
  const [resource = '', ...rest] = full.split('.');
  // Of one that several groups serve, the core group's comes first.
  const group = rest.length > 0 ? rest.join('.') : (groupsOf(resource)[0] ?? '');
  return { ...common, isResourceRequest: true, path: '', namespace, group, resource, subresource, name };
}

const LONG_RUNNING = new Set(['exec', 'attach', 'portforward', 'proxy']);

/** The rule with its line, the level, the stages that make an event. */
export function explainPolicy(
  policy: Policy,
  text: string,
  file: string,
  request: RequestAttributes,
): readonly string[] {
  const decision = evaluatePolicy(policy, request);
  const index = matchingRule(policy, request);
  const longRunning = request.verb === 'watch' || LONG_RUNNING.has(request.subresource);
  const stages = auditStages(decision, longRunning);
  const what = request.isResourceRequest
    ? `${request.resource}${request.subresource === '' ? '' : `/${request.subresource}`} of ${request.group === '' ? 'the core group' : request.group}`
    : request.path;
  const rule =
    index === -1
      ? `no rule matches ${request.verb} ${what}: not audited`
      : `${file}:${readGoDocument(text, file).place(['rules', index]).line} rules[${index}] decides for ${request.verb} ${what}`;
  if (decision.level === 'None') return [rule, 'level: None, no events'];
  const omitted = [...decision.omitStages].join(', ');
  return [
    rule,
    `level: ${decision.level}`,
    `stages: ${stages.join(', ') || 'none'}${omitted === '' ? '' : ` (omitted: ${omitted})`}`,
    `events: ${stages.length} a request${longRunning ? ', which runs long' : ''}`,
  ];
}
