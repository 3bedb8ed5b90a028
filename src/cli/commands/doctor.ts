import pc from 'picocolors';
import { findKubeconfig } from '../../clusters/existing/find-kubeconfig.ts';
import { drivenPrograms } from '../driven-programs.ts';
import { machineChecks, type MachineCheck } from '../machine-checks.ts';
import { cleanText } from '../terminal.ts';
import type { Command } from './command.ts';

/** What this machine can run, and what to do about each thing that is missing. */
export const doctorCommand: Command<object> = {
  builder: (yargs) => yargs,
  async handler() {
    const programs = await drivenPrograms(process.env);
    const has = (...names: readonly string[]): boolean =>
      programs.filter(({ name }) => names.includes(name)).every(({ version }) => version !== null);
    const kubeconfig = await findKubeconfig(null, process.env).catch(() => null);
    const checks: readonly MachineCheck[] = [
      ...(await machineChecks()),
      ...programs.map(({ name, version, said }) => ({
        name,
        ok: version !== null,
        said: [version, said].filter(Boolean).join(', '),
      })),
      {
        name: 'kubeconfig',
        ok: kubeconfig !== null,
        said: kubeconfig ?? 'none in $KUBECONFIG or ~/.kube/config; only check needs one',
      },
    ];
    for (const check of checks) show(check);
    console.log('\nThis machine can run:');
    const local = has('kube-apiserver and etcd', 'kube-apiserver', 'etcd');
    show({ name: 'run', ok: true, said: 'on the embedded API server, which is emulated' });
    show({ name: 'run --cluster local', ok: local, said: 'on a real kube-apiserver' });
    show({
      name: 'run --cluster kind',
      ok: programs.slice(-2).every(({ version }) => version !== null),
      said: 'on real clusters in containers',
    });
    show({ name: 'check', ok: kubeconfig !== null, said: 'of a live cluster' });
  },
};

/** Told apart without colour as well. */
const MARKS = { yes: pc.green('ok'), no: pc.yellow('--') } as const;

function show({ name, ok, said }: MachineCheck): void {
  console.log(cleanText(`${ok ? MARKS.yes : MARKS.no} ${name.padEnd(NAME_WIDTH)}  ${said}`));
}

const NAME_WIDTH = 'kube-apiserver and etcd'.length;
