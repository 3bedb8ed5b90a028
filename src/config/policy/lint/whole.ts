import type { Policy, PolicyRule } from '../../../core/policy.ts';
import { ANY_GROUP_MINOR } from '../../../core/policy-needs.ts';
import { covers } from './covers.ts';
import type { Lint } from './lint.ts';

type Check = (policy: Policy) => readonly Lint[];

/** What shows only where all rules are seen together. */
export function policyLints(policy: Policy): readonly Lint[] {
  return [neverMatches, noCatchAll, secretsInBodies, doubledStage, subresourcesLeftOut, newerVersion].flatMap((check) =>
    check(policy),
  );
}

const neverMatches: Check = ({ rules }) =>
  rules.flatMap((rule, index) => {
    const by = rules.slice(0, index).findIndex((earlier) => covers(earlier, rule));
    if (by === -1) return [];
    const same = rules[by]?.level === rule.level ? '' : `, which says ${rules[by]?.level ?? ''}`;
    return [
      {
        path: ['rules', index],
        sentence: `never decides: rules[${by}] before it takes all that it matches${same}`,
        hint: 'the first matching rule decides: move it up, or take it out',
      },
    ];
  });

const EVERYTHING: PolicyRule = { level: 'None' };

const noCatchAll: Check = ({ rules }) =>
  rules.some((rule) => covers(rule, EVERYTHING))
    ? []
    : [
        {
          path: ['rules'],
          sentence: 'no rule takes what the others do not: such requests are not audited',
          hint: 'end with "- level: Metadata"',
        },
      ];

/** Bodies of these hold credentials. */
const SECRETS: readonly (readonly [group: string, resource: string])[] = [
  ['', 'secrets'],
  ['', 'serviceaccounts/token'],
  ['authentication.k8s.io', 'tokenreviews'],
];

const secretsInBodies: Check = ({ rules }) =>
  SECRETS.flatMap(([group, resource]) => {
    const target: PolicyRule = { level: 'None', resources: [{ group, resources: [resource] }] };
    const firstWhole = rules.findIndex((rule) => covers(rule, target));
    const index = rules.findIndex(
      (rule, at) => (firstWhole === -1 || at <= firstWhole) && isBody(rule) && touches(rule, target),
    );
    if (index === -1) return [];
    return [
      {
        path: ['rules', index, 'level'],
        sentence: `${rules[index]?.level ?? ''} writes the bodies of ${resource}, credentials with them, to the audit backend`,
        hint: `before it: {level: Metadata, resources: [{group: "${group}", resources: [${resource}]}]}`,
      },
    ];
  });

const isBody = ({ level }: PolicyRule): boolean => level === 'Request' || level === 'RequestResponse';

/** Whether it takes some of the target's requests, whoever sends them and wherever. */
function touches({ resources, nonResourceURLs }: PolicyRule, target: PolicyRule): boolean {
  if ((nonResourceURLs?.length ?? 0) > 0) return false;
  return covers({ level: 'None', ...(resources === undefined ? {} : { resources }) }, target);
}

const doubledStage: Check = ({ rules, omitStages = [] }) => {
  if (omitStages.includes('RequestReceived')) return [];
  const doubled = rules.findIndex(
    ({ level, omitStages: own = [] }) => level !== 'None' && !own.includes('RequestReceived'),
  );
  if (doubled === -1) return [];
  return [
    {
      path: ['rules', doubled],
      sentence: 'makes two events of each request, and RequestReceived holds nothing that ResponseComplete does not',
      hint: 'omitStages: [RequestReceived] halves the events; keep it only for mode blocking-strict, or to see requests that never end',
    },
  ];
};

const INTERACTIVE = ['pods/exec', 'pods/attach', 'pods/portforward'];

/** `pods` alone is not what people do in pods. */
const subresourcesLeftOut: Check = ({ rules }) => {
  const named = rules.findIndex(
    ({ level, resources = [] }) => level !== 'None' && resources.some((entry) => entry.resources?.includes('pods')),
  );
  if (named === -1) return [];
  const missing = INTERACTIVE.filter((resource) => {
    const target: PolicyRule = { level: 'None', resources: [{ group: '', resources: [resource] }] };
    return !rules.some((rule) => rule.level !== 'None' && touches(rule, target));
  });
  if (missing.length === 0) return [];
  return [
    {
      path: ['rules', named, 'resources'],
      sentence: `"pods" is the pods alone: ${missing.join(', ')} are audited by no rule`,
      hint: 'name them, or "pods/*"',
    },
  ];
};

const newerVersion: Check = ({ rules }) =>
  rules.flatMap(({ resources = [] }, index) =>
    resources.flatMap(({ group }, entry) =>
      group === '*'
        ? [
            {
              path: ['rules', index, 'resources', entry, 'group'],
              sentence: `"*" needs Kubernetes 1.${ANY_GROUP_MINOR}: before, kube-apiserver does not start with it`,
            },
          ]
        : [],
    ),
  );
