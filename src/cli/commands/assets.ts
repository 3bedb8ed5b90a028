import { DEFAULT_KUBERNETES_VERSION } from '../../core/kubernetes-defaults.ts';
import type { CommandModule } from 'yargs';
import { assetsCacheDir } from '../../clusters/local/assets-cache.ts';
import { installFromGo } from '../../clusters/local/assets-go.ts';
import { installRelease, RELEASE_INDEX } from '../../clusters/local/assets-release.ts';
import { findBinaries } from '../../clusters/local/binaries.ts';
import { badInput } from '../../core/errors.ts';
import { formatBytes } from '../../core/units.ts';
import type { OnBytes } from '../../platform/download.ts';
import { type Example, withHelp } from '../command-help.ts';
import { withInterrupt } from '../interrupt.ts';
import type { Telling } from '../progress/run-progress.ts';
import { slowProgress } from '../progress/slow-progress.ts';
import type { Command } from './command.ts';

interface InstallArguments extends Telling {
  readonly version: string;
  readonly from: 'release' | 'go';
  readonly index: string;
}

const DOC = 'docs/versions.md';
const INSTALL_EXAMPLES: readonly Example[] = [
  ['assets install --version 1.36', 'download the newest patch'],
  ['assets install --from go', 'build it, in some minutes'],
];
const WHICH_EXAMPLES: readonly Example[] = [
  ['assets which', 'what run --cluster local takes'],
  ['assets which --assets ./bin', 'of a folder'],
];

const installCommand: CommandModule<object, InstallArguments> = {
  command: 'install',
  describe: 'get etcd and kube-apiserver into the cache',
  builder: (yargs) =>
    withHelp(yargs, INSTALL_EXAMPLES, DOC)
      .version(false)
      .option('version', {
        type: 'string',
        default: DEFAULT_KUBERNETES_VERSION,
        describe: 'Kubernetes version: a minor or a patch',
      })
      .option('from', {
        choices: ['release', 'go'] as const,
        default: 'release' as const,
        describe: 'download the envtest archive, or build from Go modules',
      })
      .option('index', { type: 'string', default: RELEASE_INDEX, hidden: true }) as never,
  async handler({ version, from, index, ...telling }) {
    const wanted = version.replace(/^v/, '');
    if (!/^\d+\.\d+(\.\d+)?$/.test(wanted))
      throw badInput(`--version: expected a Kubernetes version such as "1.37", got "${version}"`);
    const cacheDir = assetsCacheDir(process.env);
    const say = (line: string): void => console.log(line);
    const progress = slowProgress(process.stderr, telling);
    const onBytes: OnBytes = (received, total) =>
      progress.tell(`downloading: ${formatBytes(received)}${total === null ? '' : ` of ${formatBytes(total)}`}`);
    const installed = await withInterrupt((signal) =>
      from === 'go'
        ? installFromGo(wanted, cacheDir, { environment: process.env, signal, say })
        : installRelease(wanted, cacheDir, { indexUrl: index, signal, say, onBytes }),
    ).finally(() => progress.stop());
    console.log(`kube-apiserver ${installed} and etcd are in ${cacheDir}/${installed}`);
  },
};

const whichCommand: CommandModule<object, { readonly assets?: string }> = {
  command: 'which',
  describe: 'show which etcd and kube-apiserver a run would take',
  builder: (yargs) =>
    withHelp(yargs, WHICH_EXAMPLES, DOC).option('assets', {
      type: 'string',
      describe: 'folder with etcd and kube-apiserver',
    }) as never,
  async handler({ assets }) {
    const found = await findBinaries({ assetsDir: assets ?? null, environment: process.env, kubernetesVersion: null });
    console.log(
      `kube-apiserver ${found.kubernetesVersion}: ${found.apiserver}\netcd: ${found.etcd}\nfound by: ${found.origin}`,
    );
  },
};

export const assetsCommand: Command<object> = {
  builder: (yargs) =>
    yargs
      .command(installCommand as never)
      .command(whichCommand as never)
      .demandCommand(1, 'assets install or assets which?'),
  handler: () => {},
};
