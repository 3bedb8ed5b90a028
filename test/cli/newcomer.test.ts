import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runCli, tempDir } from '../support/cli.ts';

/** A folder as somebody has it who has just installed audit-bench: nothing of it there but a file of his own. */
const dir = tempDir();
const HOME = join(dir, 'home');
const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: mine
load: { phases: [{ rate: 50/s, duration: 1s }] }
variants: [{ name: a, maxBatchWait: 1s }]
`;

beforeAll(() => {
  mkdirSync(HOME);
  mkdirSync(join(dir, 'reports', 'mine'), { recursive: true });
  writeFileSync(join(dir, 'mine.yaml'), SCENARIO);
  writeFileSync(join(dir, 'typo.yaml'), SCENARIO.replace('variants:', 'varaints:'));
  writeFileSync(join(dir, 'units.yaml'), SCENARIO.replace('50/s', '50'));
});

/** What is typed, and what is said; each message alone says what to type instead. */
const MISTAKES: readonly (readonly [what: string, line: string, said: string])[] = [
  ['only the name', '', 'which command?\n  hint: audit-bench --help lists the commands'],
  ['a command without what it wants', 'run', 'run: which scenario?\n  hint: such as: audit-bench run quickstart'],
  ['a command misspelt', 'rum quickstart', 'rum: there is no such command\n  hint: did you mean run?'],
  [
    'a scenario misspelt',
    'run quickstrat',
    'quickstrat: there is no such file, and no scenario of that name\n  hint: did you mean quickstart? names: NAMES; or give a path',
  ],
  [
    'an option misspelt',
    'run quickstart --clutser local',
    '--clutser: there is no such option of run\n  hint: did you mean --cluster?',
  ],
  [
    'a cluster that there is not',
    'run quickstart --cluster minikube',
    'minikube: there is no such file, and no cluster of that name\n  hint: names: NAMES; or give a path',
  ],
  ['a key of the scenario misspelt', 'run typo.yaml', 'typo.yaml:5:1 varaints: unknown key, did you mean "variants"?'],
  [
    'a rate without its unit',
    'run units.yaml',
    'units.yaml:4:26 load.phases[0].rate: expected a rate such as "500/s", got 50',
  ],
  [
    'the newest run before there is one',
    'open',
    'there are no runs in reports/\n  hint: measure one, such as audit-bench run quickstart, or name a run directory',
  ],
  [
    'a folder that is no run',
    'flags mine --format kubeadm',
    'mine: is no run directory, there is no result.json\n  hint: runs are under reports/ unless --out said otherwise',
  ],
  [
    'check without a cluster',
    'check',
    'there is no kubeconfig: looked for HOME/.kube/config\n  hint: name one with --kubeconfig, or set KUBECONFIG',
  ],
  [
    'a real API server before it is installed',
    'run mine.yaml --cluster local',
    'no kube-apiserver in KUBEBUILDER_ASSETS, the cache or PATH\n  hint: get etcd and kube-apiserver with "audit-bench assets install" (downloads) or "audit-bench assets install --from go" (builds them from their Go modules)',
  ],
  [
    'a form of flags that there is not',
    'flags latest --format kubadm',
    '--format: expected one of flags, kubeadm, kubeadm-v1beta3, kind, static-pod, rke2, k3s, kubespray, talos, kops, cluster-api, openshift, eks, gke, aks, policy, kubeconfig, got "kubadm"\n  hint: did you mean kubeadm?',
  ],
];

describe('what newcomers get wrong, and the message that alone puts it right', () => {
  test.each(MISTAKES)('%s: audit-bench %s', async (_what, line, said) => {
    const env = { HOME, AUDIT_BENCH_CACHE: HOME, KUBECONFIG: '', KUBEBUILDER_ASSETS: HOME, PATH: '/usr/bin:/bin' };
    const { stderr, exitCode } = await runCli(line.split(' ').filter(Boolean), { cwd: dir, env });
    // Names of what is shipped grow; the plan of a run may be told before what it lacks.
    const shown = stderr.replace(/names: [a-z0-9, -]+;/, 'names: NAMES;').replace(HOME, 'HOME');
    expect(shown).toBe(said);
    expect(exitCode).toBe(line.includes('local') && line.startsWith('run mine') ? 3 : 2);
  });
});
