import type { CommandEntry } from './command.ts';

/** From a first scenario to a comparison of runs. */
export const RUN_COMMANDS: readonly CommandEntry[] = [
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
];
