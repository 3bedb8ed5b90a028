import type { CommandEntry } from './command.ts';

/** Live clusters, logs, files, and what this machine has. */
export const UPKEEP_COMMANDS: readonly CommandEntry[] = [
  {
    usage: 'check',
    describe: 'watch a live cluster, read-only: were events lost, are they being lost right now?',
    examples: [
      ['check', 'the cluster of $KUBECONFIG or ~/.kube/config, for a minute'],
      ['check --context production --for 10m --fail-on past', 'exit 1 also for events that were lost before'],
    ],
    doc: 'docs/audit-pipeline.md',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  {
    usage: 'verify <logs..>',
    describe: 'look for what was lost, altered or left open in audit logs',
    examples: [
      ['verify /var/log/kubernetes/audit', 'all files of a folder, rotated ones too'],
      ['verify audit.log --against received.jsonl', 'what differs from a second copy'],
      ['verify reports/RUN', 'that a result is what its records say'],
      ['verify audit --seal audit.seal --public-key key.pub', 'that nothing was altered since it was sealed'],
    ],
    doc: 'docs/verify-and-seal.md',
    load: async () => (await import('./verify.ts')).verifyCommand,
  },
  {
    usage: 'probe-receiver <url>',
    describe: 'load a receiver with event lists until it takes no more, and say how many it takes',
    examples: [
      ['probe-receiver http://127.0.0.1:9880/audit', 'lists of 400 events of 1 KiB'],
      ['probe-receiver https://127.0.0.1:8443/audit --ca-file ca.crt --out probe.json', 'for tune.limits.fromProbe'],
    ],
    doc: 'docs/scenario-reference.md',
    load: async () => (await import('./probe-receiver.ts')).probeReceiverCommand,
  },
  {
    usage: 'seal [logs..]',
    describe: 'write down digests of a log, so that nobody can alter it unseen',
    examples: [
      ['seal /var/log/kubernetes/audit --out audit.seal', 'all files of a log'],
      ['seal --sign audit.seal --key key.pem', 'sign it, on a machine where the log is not'],
    ],
    doc: 'docs/verify-and-seal.md',
    load: async () => (await import('./seal.ts')).sealCommand,
  },
  {
    usage: 'validate <files..>',
    describe: 'check scenario, cluster and audit policy files, start nothing',
    examples: [
      ['validate my-scenario.yaml', 'whether it can be read, and what a run would cost'],
      ['validate policy.yaml webhook.kubeconfig', 'several files at once'],
    ],
    doc: 'docs/flags-and-policies.md',
    load: async () => (await import('./validate.ts')).validateCommand,
  },
  {
    usage: 'policy <command>',
    describe: 'audit policies: what is wrong with them, what they decide, and what that costs',
    subcommands: ['lint <policies..>', 'explain <policy>', 'cost <policies..>'],
    examples: [
      ['policy lint policy.yaml', 'rules that never decide, globs that match nothing …'],
      ['policy explain policy.yaml --verb get --resource pods/log', 'which rule decides'],
      ['policy cost old.yaml new.yaml --audit-log audit.log', 'events and bytes by rule, side by side'],
    ],
    doc: 'docs/flags-and-policies.md',
    load: async () => (await import('./policy.ts')).policyCommand,
  },
  {
    usage: 'assets <command>',
    describe: 'get or find the binaries of real API servers',
    subcommands: ['install', 'which'],
    examples: [
      ['assets install', 'download etcd and kube-apiserver'],
      ['assets install --from go --version 1.36', 'build them from their Go modules'],
    ],
    doc: 'docs/versions.md',
    load: async () => (await import('./assets.ts')).assetsCommand,
  },
  {
    usage: 'clusters',
    describe: 'kind clusters of audit-bench on this machine: list them, delete them',
    subcommands: ['ls', 'rm <names..>', 'gc'],
    examples: [
      ['clusters ls', 'those that were kept or left behind'],
      ['clusters gc', 'delete what runs that died left behind'],
    ],
    doc: 'docs/cluster-reference.md',
    load: async () => (await import('./clusters.ts')).clustersCommand,
  },
  {
    usage: 'doctor',
    describe: 'what this machine can run, and what to do about what is missing',
    examples: [
      ['doctor', 'processors, priority, disk, programs'],
      ['--version', 'versions of audit-bench and of what it drives'],
    ],
    doc: 'docs/versions.md',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    usage: 'completion',
    describe: 'print a script that completes commands and names in bash and zsh',
    examples: [
      ['completion >> ~/.bashrc', 'for good'],
      ['completion | source /dev/stdin', 'in this shell'],
    ],
    doc: 'README.md',
    load: async () => (await import('./completion.ts')).completionCommand,
  },
  {
    usage: 'rbac [part]',
    describe: 'print what a cluster must allow: for load from pods, for check, for a cluster of yours',
    examples: [
      ['rbac pods --namespace load | kubectl apply -f -', 'a service account that may send load from pods'],
      ['rbac check', 'one that may read metrics and flags'],
      ['rbac existing --scenario quickstart', 'one that may send this load to an existing cluster'],
    ],
    doc: 'docs/scaling.md',
    load: async () => (await import('./rbac.ts')).rbacCommand,
  },
  {
    usage: 'gc',
    describe: 'delete what runs that were killed left behind: folders with keys, kind clusters',
    examples: [
      ['gc', 'all of them'],
      ['clusters gc', 'kind clusters only'],
    ],
    doc: 'docs/cluster-reference.md',
    load: async () => (await import('./gc.ts')).gcCommand,
  },
];
