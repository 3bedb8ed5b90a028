/** What a namespace may allow too little of, and what a load from four pods says of it. */
interface NamespaceLimit {
  readonly what: string;
  readonly namespace: string;
  readonly kind: 'ResourceQuota' | 'LimitRange';
  readonly spec: object;
  /** Of `load`. */
  readonly resources?: Readonly<Record<string, string>>;
  /** Default: 5 s, for what waiting does not mend and what is told only then. */
  readonly startWithin?: string;
  readonly says: RegExp;
}

export const LIMITS: readonly NamespaceLimit[] = [
  {
    what: 'more pods than a quota allows',
    namespace: 'few-pods',
    kind: 'ResourceQuota',
    spec: { hard: { pods: '2' } },
    says: /only [0-2] of 4 pods called back within 5 s: FailedCreate: .*exceeded quota: limit.*\n\s+hint: lower load\.parallelism /,
  },
  {
    what: 'a quota that wants to know what each pod takes',
    namespace: 'named-cpu',
    kind: 'ResourceQuota',
    spec: { hard: { 'requests.cpu': '4' } },
    says: /only 0 of 4 pods called back within 5 s: FailedCreate: .*must specify requests\.cpu.*\n\s+hint: .*load\.resources: /,
  },
  {
    what: 'a quota of CPU limits',
    namespace: 'cpu-limits',
    kind: 'ResourceQuota',
    spec: { hard: { 'limits.cpu': '4' } },
    resources: { cpu: '250m' },
    says: /FailedCreate: .*must specify limits\.cpu.*\n\s+hint: .*load\.resources: \{ cpu, memory, cpuLimit \}/,
  },
  {
    what: 'a quota that allows no Job',
    namespace: 'no-jobs',
    kind: 'ResourceQuota',
    spec: { hard: { 'count/jobs.batch': '0' } },
    says: /namespace no-jobs: create jobs: .*exceeded quota: limit.*\n\s+hint: .*load\.namespace/,
  },
  {
    what: 'pods above the largest that a LimitRange allows',
    namespace: 'small-pods',
    kind: 'LimitRange',
    spec: { limits: [{ type: 'Container', max: { cpu: '100m' } }] },
    resources: { cpu: '250m' },
    says: /FailedCreate: .*must be less than or equal to cpu limit.*\n\s+hint: lower load\.parallelism or load\.resources/,
  },
  {
    what: 'too little memory, as a LimitRange gives it to pods that name none',
    namespace: 'little-memory',
    kind: 'LimitRange',
    spec: { limits: [{ type: 'Container', default: { memory: '24Mi' } }] },
    // It is told when the first of them has ended, however slow the machine is.
    startWithin: '60s',
    says: /only 0 of 4 pods called back: \S+: (OOMKilled|StartError|RunContainerError|exit status 137).*\n\s+hint: .*load\.resources: \{ memory: 256Mi \}/,
  },
];
