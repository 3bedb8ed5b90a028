import type { Problem } from '../../core/errors.ts';
import type { FlagValues } from '../../core/flags.ts';
import type { BackendSettings } from '../../core/target.ts';
import { runCommand } from '../../platform/programs.ts';
import { plannedFlags } from '../audit-flags.ts';
import type { Binaries } from './binaries.ts';

const HELP_MS = 20_000;

/**
 * Flags of the run that this kube-apiserver's own help does not list: told before anything is started, where its own
 * complaint would come a start of etcd later, or in the middle of a run at the first trial that needs the flag.
 */
export async function unknownFlags(
  { apiserver, kubernetesVersion }: Pick<Binaries, 'apiserver' | 'kubernetesVersion'>,
  own: FlagValues,
  settings: readonly BackendSettings[],
): Promise<readonly Problem[]> {
  const { stdout, failure } = await runCommand(apiserver, ['--help'], { timeoutMs: HELP_MS });
  const known = new Set([...stdout.matchAll(/^ +(?:-\w, )?--([a-z0-9-]+)/gm)].map((match) => match[1]));
  if (known.size === 0)
    return [{ message: `${apiserver} --help lists no flags${failure === '' ? '' : `: ${failure}`}` }];
  const problem = (flag: string, place: string, remedy: string): Problem => ({
    message: `${place}kube-apiserver ${kubernetesVersion} has no flag --${flag}`,
    hint: `${remedy}${apiserver} --help lists what it has`,
  });
  const audit = new Set(settings.flatMap((entry) => plannedFlags(entry)));
  return [
    ...Object.keys(own)
      .filter((flag) => !known.has(flag))
      .map((flag) => problem(flag, `apiserverFlags.${flag}: `, '')),
    ...[...audit]
      .filter((flag) => !known.has(flag))
      .map((flag) => problem(flag, '', 'this run sets it: choose another version with kubernetesVersion; ')),
  ];
}
