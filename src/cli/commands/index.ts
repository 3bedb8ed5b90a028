import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { type Example, withHelp } from '../command-help.ts';

/** What a file of this folder exports: its options and what it does. */
export interface Command<T> {
  readonly builder: (yargs: Argv) => Argv<T>;
  readonly handler: (args: ArgumentsCamelCase<T>) => void | Promise<void>;
}

/** A command as the help tells it. */
export interface CommandEntry {
  readonly usage: string;
  readonly describe: string;
  /** Of a command that has commands of its own. */
  readonly subcommands?: readonly string[];
  readonly examples: readonly Example[];
  /** A file of the package. */
  readonly doc: string;
  /** A command's file is loaded when it is called: together they take half a second. */
  readonly load: () => Promise<{
    builder: (yargs: Argv) => unknown;
    handler: (args: never) => void | Promise<void>;
  }>;
}

/** Every command in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    usage: 'init [file]',
    describe: 'write a scenario to start from',
    examples: [
      ['init', 'asks what for'],
      ['init burst.yaml --aim find --rate 500/s --burst 5000', 'asks for the rest only'],
    ],
    doc: 'docs/scenario-reference.md',
    load: async () => (await import('./init.ts')).initCommand,
  },
  {
    usage: 'run <scenario>',
    describe: 'measure a scenario on a cluster',
    examples: [
      ['run quickstart', 'two trials on the emulated API server, in half a minute'],
      ['run tune-webhook --cluster local', 'find and prove flags on a real kube-apiserver'],
    ],
    doc: 'docs/scenario-reference.md',
    load: async () => (await import('./run.ts')).runCommand,
  },
  {
    usage: 'simulate [scenario]',
    describe: 'answer from the model alone, without a cluster',
    examples: [
      ['simulate burst', 'what the model says of a scenario'],
      ["simulate --flags '--audit-webhook-batch-max-size=100' --rate 800/s --burst 5000", 'of flags that you have'],
      ['simulate --audit-log /var/log/kubernetes/audit/', 'what flags would have lost of a recorded load'],
    ],
    doc: 'docs/how-tuning-works.md',
    load: async () => (await import('./simulate.ts')).simulateCommand,
  },
  {
    usage: 'profile',
    describe: 'what the load of recorded audit logs is like, and a scenario with it',
    examples: [
      ['profile --audit-log audit.log', 'a report and profile/scenario.yaml'],
      ['profile --audit-log logs/ --window busiest:2m --anonymise key', 'its busiest minutes, without names'],
    ],
    doc: 'docs/recorded-loads.md',
    load: async () => (await import('./profile.ts')).profileCommand,
  },
  {
    usage: 'presets',
    describe: 'settings that projects ship and people run, by name and with their source',
    examples: [
      ['presets', 'what each sets, and what it sustains'],
      ['presets --json', 'the same for programs'],
    ],
    doc: 'docs/flags-and-policies.md',
    load: async () => (await import('./presets.ts')).presetsCommand,
  },
  {
    usage: 'flags <run>',
    describe: 'print the recommended flags of a run, ready to paste',
    examples: [
      ['flags latest', 'as flags of kube-apiserver'],
      ['flags latest --format kubeadm', 'as a configuration of kubeadm'],
    ],
    doc: 'docs/flags-and-policies.md',
    load: async () => (await import('./flags.ts')).flagsCommand,
  },
  {
    usage: 'list',
    describe: 'the runs in reports/, the newest first',
    examples: [
      ['list', 'date, cluster, loss and verdict of each'],
      ['list --json', 'the same for programs'],
    ],
    doc: 'docs/result-format.md',
    load: async () => (await import('./list.ts')).listCommand,
  },
  {
    usage: 'open [run]',
    describe: 'open the page of a run in the browser',
    examples: [
      ['open', "the newest run's"],
      ['open previous', 'of the one before'],
    ],
    doc: 'docs/result-format.md',
    load: async () => (await import('./open.ts')).openCommand,
  },
  {
    usage: 'report <run>',
    describe: 'render a run again',
    examples: [
      ['report latest', 'all files but result.json'],
      ['report latest --reanalyse', 'from the raw files'],
    ],
    doc: 'docs/result-format.md',
    load: async () => (await import('./report.ts')).reportCommand,
  },
  {
    usage: 'compare <runs..>',
    describe: 'compare runs with a baseline (the first, unless named)',
    examples: [
      ['compare previous latest', 'what is better or worse, with intervals'],
      ['compare latest --baseline good --fail-on regression', 'exit 1 when something is worse'],
    ],
    doc: 'docs/variability.md',
    load: async () => (await import('./compare.ts')).compareCommand,
  },
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
    describe: 'print what a cluster must allow: for load from pods, or for check',
    examples: [
      ['rbac pods --namespace load | kubectl apply -f -', 'a service account that may send load from pods'],
      ['rbac check', 'one that may read metrics and flags'],
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

// Each command types its own arguments; yargs hands them over as it parsed them.
export const commands = COMMANDS.map(({ usage, describe, examples, doc, load }) => ({
  command: usage,
  describe,
  builder: async (yargs: Argv) => {
    return (await load()).builder(withHelp(yargs, examples, doc));
  },
  handler: async (args: ArgumentsCamelCase) => (await load()).handler(args as never),
})) as unknown as readonly CommandModule[];
